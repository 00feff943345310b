# Reference figures for frequency tables, profiles, paired gaps and growth, as base R computes them.
# Run from the root of the checkout: Rscript tests/reference/r/describing.R
# Writes tests/reference/r/describing.json and the data sets it used to tests/reference/r/data/.
suppressMessages(library(psych))
folder <- "tests/reference/r"

bfi_scores <- bfi[1:300, 1:10]
bfi_scores[] <- lapply(bfi_scores, as.integer)
rownames(bfi_scores) <- NULL
titanic_class <- as.data.frame(margin.table(Titanic, 1), responseName = "n")
nile <- data.frame(year = as.vector(time(Nile)), flow = as.vector(Nile))
data_sets <- list(
  attitude = attitude, bfi_300 = bfi_scores, airquality = airquality, titanic_class = titanic_class, nile = nile
)
for (name in names(data_sets)) {
  write.csv(data_sets[[name]], file.path(folder, "data", paste0(name, ".csv")), row.names = FALSE, na = "", quote = FALSE)
}

source(file.path(folder, "lib", "json.R"))

probabilities <- c(0, 0.05, 0.1, 0.25, 1 / 3, 0.5, 0.75, 0.9, 1)

column <- function(x, points) {
  counts <- table(factor(x, levels = points))
  list(
    lowest = min(points), highest = max(points), counts = as.vector(counts), percent = as.vector(100 * prop.table(counts)),
    n = sum(!is.na(x)), missing_n = sum(is.na(x)), mean = mean(x, na.rm = TRUE), variance = var(x, na.rm = TRUE),
    sd = sd(x, na.rm = TRUE), median = median(x, na.rm = TRUE),
    quantiles = as.vector(quantile(x, probabilities, na.rm = TRUE)), modes = list_of(points[counts == max(counts)])
  )
}
list_of <- function(x) if (length(x) == 1) list(x) else x
columns <- function(data, points) lapply(data, column, points = points)

paired <- function(x, y) {
  list(
    mean_difference = as.vector(t.test(x, y, paired = TRUE)$estimate), n = sum(complete.cases(x, y)),
    difference_of_means = mean(x, na.rm = TRUE) - mean(y, na.rm = TRUE)
  )
}

flow <- nile$flow
result <- list(
  made_by = paste0(
    "tests/reference/r/describing.R; R ", getRversion(), ", psych ", packageVersion("psych"),
    "; data sets attitude, airquality, Titanic and Nile (datasets) and bfi (psych), rows 1 to 300"
  ),
  probabilities = probabilities,
  tables = list(
    attitude = columns(attitude, 20:99),
    airquality = columns(airquality[, c("Ozone", "Solar.R", "Temp")], 1:400),
    bfi_300 = columns(bfi_scores, 1:6)
  ),
  profile = list(category = as.character(titanic_class$Class), percent = 100 * titanic_class$n / sum(titanic_class$n)),
  paired = list(
    bfi_A2_A3 = paired(bfi_scores$A2, bfi_scores$A3), bfi_C1_C5 = paired(bfi_scores$C1, bfi_scores$C5),
    attitude_rating_advance = paired(attitude$rating, attitude$advance)
  ),
  nile = list(
    mean_of_changes = mean(100 * diff(flow) / head(flow, -1)),
    compound_growth = 100 * (exp(mean(diff(log(flow)))) - 1), steps = length(flow) - 1
  )
)
cat(json(result), "\n", file = file.path(folder, "describing.json"), sep = "")
