# Reference figures for intervals of means and shares with finite population correction, as survey and stats compute them.
# Run from the root of the checkout: Rscript tests/reference/r/sampling.R
# Writes tests/reference/r/sampling.json and the data sets it used to tests/reference/r/data/.
suppressMessages(library(survey))
folder <- "tests/reference/r"
data(api)

schools <- apisrs[, c("api00", "enroll", "target", "awards", "stype", "fpc")]
rownames(schools) <- NULL
data_sets <- list(apisrs = schools, airquality = airquality)
for (name in names(data_sets)) {
  write.csv(data_sets[[name]], file.path(folder, "data", paste0(name, ".csv")), row.names = FALSE, na = "", quote = FALSE)
}

source(file.path(folder, "lib", "json.R"))

of_mean <- function(design, formula, level, ...) {
  m <- svymean(formula, design, ...)
  answered <- sum(!is.na(model.frame(formula, design$variables, na.action = na.pass)[[1]]))
  list(
    level = level, n = answered, mean = as.vector(coef(m)), se = as.vector(SE(m)),
    normal = as.vector(confint(m, level = level)), t = as.vector(confint(m, level = level, df = answered - 1))
  )
}

# column, its design over everybody, and over those who answered only
mean_cases <- function(x, column, population, level) {
  formula <- as.formula(paste0("~", column))
  x$population <- population
  there <- x[!is.na(x[[column]]), ]
  whole <- svydesign(id = ~1, data = x, fpc = ~population)
  answered <- svydesign(id = ~1, data = there, fpc = ~population)
  endless <- suppressWarnings(svydesign(id = ~1, data = there))
  list(
    column = column, population = population, missing_n = sum(is.na(x[[column]])),
    domain = of_mean(whole, formula, level, na.rm = TRUE),
    outside_sample = of_mean(answered, formula, level),
    no_population = of_mean(endless, formula, level)
  )
}

share_case <- function(x, condition, population, level) {
  x$population <- population
  x$chosen <- as.numeric(eval(parse(text = condition), x))
  x <- x[!is.na(x$chosen), ]
  design <- svydesign(id = ~1, data = x, fpc = ~population)
  limits <- function(method) as.vector(attr(svyciprop(~chosen, design, method = method, level = level), "ci"))
  list(
    condition = condition, population = population, level = level, n = nrow(x), chosen_n = sum(x$chosen),
    se = as.vector(SE(svymean(~chosen, design))), mean = limits("mean"), xlogit = limits("xlogit"), logit = limits("logit")
  )
}

wilson <- function(chosen, n, level) {
  list(chosen_n = chosen, n = n, level = level,
       limits = as.vector(suppressWarnings(prop.test(chosen, n, conf.level = level, correct = FALSE))$conf.int))
}

# No package has Wilson's interval for a finite population: the two roots of its defining equation, found numerically.
wilson_finite <- function(chosen, n, population, level) {
  share <- chosen / n
  z <- qnorm(1 - (1 - level) / 2)
  off <- function(p) (share - p)^2 - z^2 * p * (1 - p) / n * (population - n) / (population - 1)
  root <- function(from, to) uniroot(off, c(from, to), tol = 1e-15, maxiter = 10000)$root
  list(chosen_n = chosen, n = n, population = population, level = level, limits = c(root(0, share), root(share, 1)))
}

made_by <- paste0(
  "tests/reference/r/sampling.R; R ", getRversion(), ", survey ", packageVersion("survey"),
  "; data sets apisrs (survey) and airquality (datasets)"
)
result <- list(
  made_by = made_by,
  means = list(
    apisrs = list(
      mean_cases(schools, "api00", 6194, 0.95), mean_cases(schools, "enroll", 6194, 0.90),
      mean_cases(schools, "target", 6194, 0.95)
    ),
    # 153 of the 365 days of 1973 were measured, and Ozone and Solar.R not on each of them
    airquality = list(
      mean_cases(airquality, "Ozone", 365, 0.95), mean_cases(airquality, "Solar.R", 365, 0.99),
      mean_cases(airquality, "Temp", 365, 0.95)
    )
  ),
  shares = list(
    apisrs = list(
      share_case(schools, "awards == 'Yes'", 6194, 0.95), share_case(schools, "stype == 'H'", 6194, 0.90),
      share_case(schools, "target > 20", 6194, 0.95)
    ),
    airquality = list(share_case(airquality, "Ozone > 60", 365, 0.95))
  ),
  wilson = list(
    wilson(0, 20, 0.95), wilson(1, 20, 0.95), wilson(48, 92, 0.95), wilson(54, 100, 0.90), wilson(119, 120, 0.99),
    wilson(120, 120, 0.95), wilson(1, 1, 0.95)
  ),
  wilson_finite = list(
    wilson_finite(54, 100, 45321, 0.95), wilson_finite(54, 100, 150, 0.95), wilson_finite(3, 40, 60, 0.90)
  )
)
cat(json(result), "\n", file = file.path(folder, "sampling.json"), sep = "")
