# Reference figures for tests of normality, as stats and nortest compute them.
# Run from the root of the checkout: Rscript tests/reference/r/normality.R
# Writes tests/reference/r/normality.json and the data sets it used to tests/reference/r/data/.
suppressMessages(library(nortest))
folder <- "tests/reference/r"

cars <- mtcars
rownames(cars) <- NULL
data_sets <- list(airquality = airquality, attitude = attitude, mtcars = cars)
for (name in names(data_sets)) {
  write.csv(data_sets[[name]], file.path(folder, "data", paste0(name, ".csv")), row.names = FALSE, na = "", quote = FALSE)
}

source(file.path(folder, "lib", "json.R"))

series_p <- function(z) 2 * sum((-1)^(0:999) * exp(-2 * (1:1000)^2 * z^2))

column <- function(x) {
  missing <- sum(is.na(x))
  x <- x[!is.na(x)]
  ks <- suppressWarnings(ks.test(x, "pnorm", mean(x), sd(x), exact = FALSE))
  z <- sqrt(length(x)) * unname(ks$statistic)
  lilliefors <- lillie.test(x)
  shapiro <- shapiro.test(x)
  list(
    n = length(x), missing_n = missing, mean = mean(x), sd = sd(x),
    d = unname(ks$statistic), z = z, ks_p = unname(ks$p.value), series_p = series_p(z),
    lilliefors_d = unname(lilliefors$statistic), lilliefors_p = unname(lilliefors$p.value),
    w = unname(shapiro$statistic), shapiro_p = unname(shapiro$p.value)
  )
}

columns <- function(frame, names) setNames(lapply(names, function(name) column(frame[[name]])), names)
table_12 <- c(2.34, 2.53, 2.32, 2.25, 2.18, 2.16, 1.98, 2.02, 2.16, 2.18, 2.15, 1.99, 2.03)

result <- list(
  made_by = paste0(
    "tests/reference/r/normality.R; R ", getRversion(), ", nortest ", packageVersion("nortest"),
    "; data sets airquality, attitude and mtcars (datasets), the means of table 12 of the Jakarta study"
  ),
  airquality = columns(airquality, c("Ozone", "Solar.R", "Wind", "Temp")),
  attitude = columns(attitude, c("rating", "complaints", "privileges", "critical", "advance")),
  mtcars = columns(mtcars, c("mpg", "hp", "wt", "qsec")),
  table_12 = list(means = column(table_12)),
  kolmogorov = lapply(c(0.4, 0.5, 0.65829, 0.83, 1, 1.36, 1.63, 2.5), function(z) list(z = z, p = series_p(z)))
)
cat(json(result), "\n", sep = "", file = file.path(folder, "normality.json"))
