# Reference figures for errors of indices: stratified by office and month, with and without finite population, as survey
# computes them from respondents; and probabilities of grades by pnorm.
# Run from the root of the checkout: Rscript tests/reference/r/programme_uncertainty.R
# Writes tests/reference/r/programme_uncertainty.json and its data set to tests/reference/r/data/.
suppressMessages(library(survey))
folder <- "tests/reference/r"
source(file.path(folder, "lib", "json.R"))

# One respondent alone is set against the mean of everybody, not of its stratum.
options(survey.lonely.psu = "adjust")
set.seed(20170514)
elements <- paste0("U", 1:9)
plan <- expand.grid(office = c("a", "b", "c", "d"), month = c("2017-05", "2017-06", "2017-07"), stringsAsFactors = FALSE)
plan$n <- c(12, 7, 2, 25, 9, 1, 5, 18, 14, 6, 1, 30)
plan$applications <- c(40, 7, 30, 260, 31, 15, 9, 200, 50, 44, 12, 240)
people <- plan[rep(seq_len(nrow(plan)), plan$n), c("office", "month", "applications")]
rownames(people) <- NULL
level <- c(a = 3.2, b = 2.6, c = 3.6, d = 3.0)[people$office] + rnorm(nrow(people), 0, 0.35)
for (element in elements) {
  answer <- pmin(4, pmax(1, round(level + rnorm(nrow(people), 0, 0.5))))
  answer[runif(nrow(people)) < 0.06] <- NA
  people[[element]] <- answer
}
write.csv(people, file.path(folder, "data", "programme_respondents.csv"), row.names = FALSE, na = "", quote = FALSE)

# The index as a function of totals: scores and filled answers of each element. Its error is linearised by svycontrast.
of_index <- function(x, finite) {
  for (element in elements) {
    x[[paste0("n_", element)]] <- as.numeric(!is.na(x[[element]]))
    x[[paste0("s_", element)]] <- ifelse(is.na(x[[element]]), 0, x[[element]])
  }
  x$stratum <- paste(x$office, x$month)
  x$one <- 1
  design <- if (finite) {
    svydesign(id = ~1, strata = ~stratum, weights = ~one, fpc = ~applications, data = x)
  } else {
    svydesign(id = ~1, strata = ~stratum, weights = ~one, data = x)
  }
  names <- c(paste0("s_", elements), paste0("n_", elements))
  totals <- svytotal(as.formula(paste("~", paste(names, collapse = "+"))), design)
  ratios <- paste(sprintf("s_%s / n_%s", elements, elements), collapse = " + ")
  index <- svycontrast(totals, parse(text = paste("100 / 4 / 9 * (", ratios, ")"))[[1]])
  list(index = as.vector(coef(index)), error = as.vector(SE(index)))
}

# Where nobody left an answer out the index is a plain mean, and no linearisation is needed.
of_mean <- function(x, finite) {
  x$index <- rowMeans(x[, elements]) * 25
  x$stratum <- paste(x$office, x$month)
  x$one <- 1
  design <- if (finite) {
    svydesign(id = ~1, strata = ~stratum, weights = ~one, fpc = ~applications, data = x)
  } else {
    svydesign(id = ~1, strata = ~stratum, weights = ~one, data = x)
  }
  found <- svymean(~index, design)
  list(index = as.vector(coef(found)), error = as.vector(SE(found)))
}

case <- function(x, scope, period) {
  filled <- x
  for (element in elements) filled[[element]][is.na(filled[[element]])] <- 3
  list(
    scope = scope, period = period, n = nrow(x),
    endless = of_index(x, FALSE), finite = of_index(x, TRUE),
    filled_endless = of_mean(filled, FALSE), filled_finite = of_mean(filled, TRUE)
  )
}

cases <- list()
for (office in c("a", "b", "c", "d")) {
  own <- people[people$office == office, ]
  cases[[length(cases) + 1]] <- case(own, office, "2017")
  for (month in unique(own$month)) {
    part <- own[own$month == month, ]
    if (nrow(part) > 1) cases[[length(cases) + 1]] <- case(part, office, month)
  }
}
for (month in unique(people$month)) cases[[length(cases) + 1]] <- case(people[people$month == month, ], "national", month)
cases[[length(cases) + 1]] <- case(people, "national", "2017")

# lower edges less half a hundredth, as rounding half up has it
edges <- list(kep_25_2004 = c(43.755, 62.505, 81.255), permenpan_14_2017 = c(64.995, 76.605, 88.305))
grade_case <- function(regulation, value, error) {
  share <- pnorm(c(edges[[regulation]], Inf), value, error) - pnorm(c(-Inf, edges[[regulation]]), value, error)
  list(regulation = regulation, value = value, error = error, shares = share)
}
grades <- list(
  grade_case("permenpan_14_2017", 75, 6.25), grade_case("permenpan_14_2017", 76.61, 1.2),
  grade_case("permenpan_14_2017", 88.3, 0.4), grade_case("permenpan_14_2017", 64.9949, 2.5),
  grade_case("kep_25_2004", 75, 6.25), grade_case("kep_25_2004", 81.255, 0.9)
)

made_by <- paste0(
  "tests/reference/r/programme_uncertainty.R; R ", getRversion(), ", survey ", packageVersion("survey"),
  "; made-up respondents"
)
writeLines(
  json(list(made_by = made_by, cases = cases, grades = grades)),
  file.path(folder, "programme_uncertainty.json")
)
