# Reference figures for quadrants, their bootstrap shares and the house of quality, as base R computes them.
# Run from the root of the checkout: Rscript tests/reference/r/house_of_quality.R
# Writes tests/reference/r/house_of_quality.json and the data sets it used to tests/reference/r/data/.
suppressMessages(library(psych))
folder <- "tests/reference/r"

bfi_scores <- bfi[1:300, 1:10]
bfi_scores[] <- lapply(bfi_scores, as.integer)
rownames(bfi_scores) <- NULL
data_sets <- list(attitude = attitude, bfi_300 = bfi_scores)
for (name in names(data_sets)) {
  write.csv(data_sets[[name]], file.path(folder, "data", paste0(name, ".csv")), row.names = FALSE, na = "", quote = FALSE)
}

source(file.path(folder, "lib", "json.R"))

# --- quadrants: means that differ by less than 1e-9 count as equal, so that a double's last bit decides no tie --------
cuts <- list(mean = mean, median = median, midrange = function(v) mean(range(v)))
quadrant <- function(x, y, cut, tie) {
  high <- function(v) if (tie == "gt") v > cut(v) + 1e-9 else v >= cut(v) - 1e-9
  ifelse(high(y), ifelse(high(x), "maintain", "priority_improve"), ifelse(high(x), "possible_overkill", "low_priority"))
}
cases <- list(
  attitude = list(data = attitude, x = c("rating", "complaints", "privileges"), y = c("learning", "raises", "critical")),
  bfi_300 = list(data = bfi_scores, x = paste0("A", 1:5), y = paste0("C", 1:5))
)
rows_of <- function(case, rule) {
  both <- case$data[, c(case$x, case$y)]
  if (rule == "listwise") both[complete.cases(both), ] else both
}
tables <- list()
for (name in names(cases)) for (rule in c("listwise", "available_case")) {
  case <- cases[[name]]
  kept <- rows_of(case, rule)
  means <- colMeans(kept, na.rm = TRUE)
  x <- unname(means[case$x]); y <- unname(means[case$y])
  entry <- list(n = nrow(kept), performance = x, importance = y)
  for (cut in names(cuts)) for (tie in c("gt", "ge")) {
    entry[[paste(cut, tie, sep = "/")]] <- list(
      cuts = c(cuts[[cut]](x), cuts[[cut]](y)), quadrants = quadrant(x, y, cuts[[cut]], tie)
    )
  }
  tables[[paste(name, rule, sep = "/")]] <- entry
}

# --- bootstrap shares: R's own generator, so only equal within Monte Carlo error ---------------------------------------
set.seed(20151231)
names_of <- c("priority_improve", "maintain", "low_priority", "possible_overkill")
shares <- list()
for (name in names(cases)) for (rule in c("listwise", "available_case")) for (setting in c("mean/gt", "median/ge")) {
  case <- cases[[name]]
  kept <- as.matrix(rows_of(case, rule))
  part <- strsplit(setting, "/")[[1]]
  resamples <- 20000
  found <- replicate(resamples, {
    means <- colMeans(kept[sample(nrow(kept), replace = TRUE), ], na.rm = TRUE)
    quadrant(means[case$x], means[case$y], cuts[[part[1]]], part[2])
  })
  shares[[paste(name, rule, setting, sep = "/")]] <- list(
    resamples_n = resamples, shares = lapply(1:nrow(found), function(i) sapply(names_of, function(q) mean(found[i, ] == q)))
  )
}
for (key in names(shares)) shares[[key]]$shares <- lapply(shares[[key]]$shares, unname)

# --- house of quality: weights and technical importance as matrix products --------------------------------------------
houses <- list()
for (name in names(cases)) {
  case <- cases[[name]]
  kept <- rows_of(case, "available_case")
  current <- unname(colMeans(kept[case$x], na.rm = TRUE)); importance <- unname(colMeans(kept[case$y], na.rm = TRUE))
  m <- length(current)
  goal <- ceiling(current); sales <- rep(c(1, 1.2, 1.5), length.out = m)
  relationships <- outer(1:m, 1:4, function(i, j) c(0, 1, 3, 9)[(i * j + i + j) %% 4 + 1])
  raw <- importance * goal / current * sales
  weight <- raw / sum(raw)
  technical <- as.vector(t(relationships) %*% weight)
  houses[[name]] <- list(
    goal = goal, sales_point = sales, relationships = lapply(1:4, function(j) relationships[, j]),
    improvement_ratio = goal / current, raw_weight = raw, weight = weight,
    technical = technical, relative_pct = 100 * technical / sum(technical),
    rank = rank(-round(technical, 12), ties.method = "min")
  )
}

made_by <- paste0(R.version.string, ", psych ", packageVersion("psych"), ", tests/reference/r/house_of_quality.R")
writeLines(
  json(list(made_by = made_by, tables = tables, quadrant_names = names_of, shares = shares, houses = houses)),
  file.path(folder, "house_of_quality.json")
)
