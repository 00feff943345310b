# Reference figures for tests of pairs, groups, counts and families of p values, as stats and car compute them.
# Run from the root of the checkout: Rscript tests/reference/r/groups.R
# Writes tests/reference/r/groups.json and the data sets it used to tests/reference/r/data/.
suppressMessages({
  library(car)
  library(psych)
})
folder <- "tests/reference/r"

bfi_scores <- bfi[1:300, 1:10]
bfi_scores[] <- lapply(bfi_scores, as.integer)
rownames(bfi_scores) <- NULL
cars <- mtcars
rownames(cars) <- NULL
plants <- PlantGrowth
plants$pot <- rep(1:10, 3)  # a key for tests of pairs; the data set itself has none
admissions <- as.data.frame(UCBAdmissions, responseName = "n")
data_sets <- list(
  airquality = airquality, bfi_300 = bfi_scores, sleep = sleep, plant_growth = plants, tooth_growth = ToothGrowth,
  warpbreaks = warpbreaks, insect_sprays = InsectSprays, mtcars = cars, ucb_admissions = admissions
)
for (name in names(data_sets)) {
  write.csv(data_sets[[name]], file.path(folder, "data", paste0(name, ".csv")), row.names = FALSE, na = "", quote = FALSE)
}

source(file.path(folder, "lib", "json.R"))

# --- tests of a htest object -----------------------------------------------------------------------------------------
t_figures <- function(test, difference) {
  list(
    t = unname(test$statistic), df = unname(test$parameter), p = test$p.value, difference = difference,
    limits = as.vector(test$conf.int)
  )
}

# The three ways to a p value. R finds the limits of the normal ones by a search, here to 1e-10; they lie at halves of
# sums of answers, so six decimals leave out what depends on the path of the search.
rank_figures <- function(x, y, paired, level, exact_too) {
  ways <- list(normal = list(FALSE, FALSE), normal_with_continuity_correction = list(FALSE, TRUE))
  if (exact_too) ways$exact <- list(TRUE, FALSE)
  lapply(ways, function(way) {
    arguments <- list(
      x, y, paired = paired, exact = way[[1]], correct = way[[2]], conf.int = TRUE, conf.level = level, tol.root = 1e-10
    )
    # Differences of decimals tie as decimals do, not as doubles do.
    test <- suppressWarnings(do.call(wilcox.test, c(arguments, digits.rank = 7)))
    list(statistic = unname(test$statistic), p = test$p.value, limits = round(as.vector(test$conf.int), 6))
  })
}

pairs_case <- function(data_set, x, y, level, exact_too) {
  there <- !is.na(x) & !is.na(y)
  d <- signif(x[there] - y[there], 10)
  test <- t.test(x, y, paired = TRUE, conf.level = level)
  moved <- d[d != 0]
  walsh <- outer(moved, moved, "+") / 2
  ranks <- rank(abs(signif(moved, 7)))
  list(
    data_set = data_set, level = level, n = sum(there), missing_n = sum(!there), zeros_n = sum(d == 0),
    paired_t = t_figures(test, unname(test$estimate)), cohens_dz = mean(d) / sd(d),
    wilcoxon = rank_figures(x, y, TRUE, level, exact_too),
    hodges_lehmann = median(walsh[!lower.tri(walsh)]),
    rank_biserial = (sum(ranks[moved > 0]) - sum(ranks[moved < 0])) / sum(ranks)
  )
}

two_case <- function(data_set, value, group, names, level, exact_too) {
  x <- value[group == names[1]]
  y <- value[group == names[2]]
  welch <- t.test(x, y, conf.level = level)
  pooled <- t.test(x, y, var.equal = TRUE, conf.level = level)
  missing <- sum(is.na(c(x, y)))
  x <- x[!is.na(x)]
  y <- y[!is.na(y)]
  df <- length(x) + length(y) - 2
  d <- (mean(x) - mean(y)) / sqrt(((length(x) - 1) * var(x) + (length(y) - 1) * var(y)) / df)
  wins <- outer(x, y, ">") + outer(x, y, "==") / 2
  list(
    data_set = data_set, names = as.list(names), level = level, n = as.list(c(length(x), length(y))), missing_n = missing,
    means = c(mean(x), mean(y)), sds = c(sd(x), sd(y)), medians = c(median(x), median(y)),
    welch_t = t_figures(welch, mean(x) - mean(y)), pooled_t = t_figures(pooled, mean(x) - mean(y)),
    cohens_d = d, hedges_g = d * exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2),
    cohens_d_average_variance = (mean(x) - mean(y)) / sqrt((var(x) + var(y)) / 2),
    mann_whitney = rank_figures(x, y, FALSE, level, exact_too),
    hodges_lehmann = median(outer(x, y, "-")), rank_biserial = 2 * mean(wins) - 1
  )
}

many_case <- function(data_set, value, group) {
  there <- !is.na(value) & !is.na(group)
  group <- factor(group)
  kruskal <- kruskal.test(value, group)
  levene <- function(centre) {
    test <- leveneTest(value, group, center = centre)
    f <- test[["F value"]][1]
    df <- test[["Df"]]
    list(f = f, df = df, p = test[["Pr(>F)"]][1], eta_squared = df[1] * f / (df[1] * f + df[2]))
  }
  list(
    data_set = data_set, names = as.list(levels(group)), n = sum(there), missing_n = sum(!there),
    kruskal_wallis = list(
      h = unname(kruskal$statistic), df = unname(kruskal$parameter), p = kruskal$p.value,
      epsilon_squared = unname(kruskal$statistic) / (sum(there) - 1),
      mean_ranks = as.vector(tapply(rank(value[there]), group[there], mean))
    ),
    levene = list(mean = levene(mean), median = levene(median))
  )
}

# --- counts ----------------------------------------------------------------------------------------------------------
cramers <- function(table) {
  phi2 <- unname(suppressWarnings(chisq.test(table, correct = FALSE))$statistic) / sum(table)
  n <- sum(table)
  size <- dim(table)
  shrunk <- size - (size - 1)^2 / (n - 1)
  list(
    v = sqrt(phi2 / min(size - 1)),
    corrected = sqrt(max(0, phi2 - prod(size - 1) / (n - 1)) / min(shrunk - 1))
  )
}

chi_figures <- function(test) list(chi_square = unname(test$statistic), df = unname(test$parameter), p = test$p.value)

table_case <- function(data_set, table, missing) {
  plain <- suppressWarnings(chisq.test(table, correct = FALSE))
  square <- identical(dim(table), c(2L, 2L))
  fisher <- if (square) fisher.test(table)
  list(
    data_set = data_set, row_names = as.list(rownames(table)), column_names = as.list(colnames(table)),
    counts = lapply(seq_len(nrow(table)), function(i) as.vector(table[i, ])), missing_n = missing,
    expected = lapply(seq_len(nrow(table)), function(i) as.vector(plain$expected[i, ])),
    small_n = sum(plain$expected < 5), none = chi_figures(plain),
    yates = if (square) chi_figures(suppressWarnings(chisq.test(table, correct = TRUE))),
    cramers_v = cramers(table)$v, cramers_v_corrected = cramers(table)$corrected,
    fisher = if (square) {
      list(p = fisher$p.value, odds_ratio = unname(fisher$estimate), limits = as.vector(fisher$conf.int))
    }
  )
}

fit_case <- function(data_set, counts, shares) {
  test <- suppressWarnings(chisq.test(counts, p = shares))
  c(
    list(data_set = data_set, names = as.list(names(counts)), counts = as.vector(counts), shares = shares),
    chi_figures(test), list(expected = as.vector(test$expected), small_n = sum(test$expected < 5))
  )
}

family_case <- function(name, p) {
  list(name = name, p = p, holm = p.adjust(p, "holm"), benjamini_hochberg = p.adjust(p, "BH"))
}

# --- the cases -------------------------------------------------------------------------------------------------------
hot <- ifelse(is.na(airquality$Temp), NA, ifelse(airquality$Temp > 80, "hot", "mild"))
ozone <- ifelse(is.na(airquality$Ozone), NA, ifelse(airquality$Ozone > 60, "high", "low"))
sun <- ifelse(is.na(airquality$Solar.R), NA, ifelse(airquality$Solar.R > 200, "sunny", "dull"))
sprays <- InsectSprays
spray_p <- as.vector(na.omit(as.vector(pairwise.t.test(sprays$count, sprays$spray, p.adjust.method = "none")$p.value)))
months <- suppressWarnings(
  pairwise.wilcox.test(airquality$Ozone, airquality$Month, p.adjust.method = "none", exact = FALSE)
)
month_p <- as.vector(months$p.value)  # the upper half of the matrix is missing
pot <- function(name) plants$weight[plants$group == name]

result <- list(
  made_by = paste0(
    "tests/reference/r/groups.R; R ", getRversion(), ", car ", packageVersion("car"), ", psych ", packageVersion("psych"),
    "; data sets airquality, sleep, PlantGrowth, ToothGrowth, warpbreaks, InsectSprays, mtcars and UCBAdmissions",
    " (datasets), bfi (psych)"
  ),
  pairs = list(
    pairs_case("sleep", sleep$extra[sleep$group == 1], sleep$extra[sleep$group == 2], 0.95, FALSE),
    pairs_case("plant_growth", pot("ctrl"), pot("trt1"), 0.95, TRUE),
    pairs_case("bfi_300", bfi_scores$A2, bfi_scores$A3, 0.99, FALSE),
    pairs_case("airquality", airquality$Ozone, airquality$Temp, 0.90, FALSE)
  ),
  two = list(
    two_case("airquality", airquality$Ozone, airquality$Month, c("5", "8"), 0.95, FALSE),
    two_case("tooth_growth", ToothGrowth$len, as.character(ToothGrowth$supp), c("OJ", "VC"), 0.95, FALSE),
    two_case("warpbreaks", warpbreaks$breaks, as.character(warpbreaks$wool), c("A", "B"), 0.99, FALSE),
    two_case("plant_growth", plants$weight, as.character(plants$group), c("ctrl", "trt2"), 0.90, TRUE)
  ),
  many = list(
    many_case("airquality", airquality$Ozone, airquality$Month),
    many_case("insect_sprays", sprays$count, sprays$spray),
    many_case("warpbreaks", warpbreaks$breaks, warpbreaks$tension),
    many_case("mtcars", mtcars$mpg, mtcars$cyl)
  ),
  tables = list(
    table_case("ucb_admissions", margin.table(UCBAdmissions, c(1, 2)), 0),
    table_case("ucb_admissions_dept", margin.table(UCBAdmissions, c(3, 1)), 0),
    table_case("mtcars", table(mtcars$cyl, mtcars$gear), 0),
    table_case("mtcars_am_vs", table(mtcars$am, mtcars$vs), 0),
    table_case("airquality", table(ozone, sun), sum(is.na(ozone) | is.na(sun))),
    table_case("airquality_hot", table(hot, ozone), sum(is.na(hot) | is.na(ozone)))
  ),
  fits = list(
    fit_case("ucb_admissions", margin.table(UCBAdmissions, 3), rep(1 / 6, 6)),
    fit_case("mtcars", table(mtcars$gear), c(0.5, 0.25, 0.25)),
    fit_case("airquality", table(ozone), c(0.25, 0.75))
  ),
  families = list(
    family_case("InsectSprays, pooled t of every two sprays", spray_p),
    family_case("airquality, Wilcoxon of Ozone of every two months", month_p)
  )
)
cat(json(result), "\n", sep = "", file = file.path(folder, "groups.json"))
