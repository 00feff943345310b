# Reference figures for gaps, conformity, CSI, PGCV, weighted and percent index, share satisfied and sample sizes,
# computed by base R from data sets that R packages ship.
# Run from the root of the checkout: Rscript tests/reference/r/satisfaction.R
# Reads tests/reference/r/data/, which reliability.R writes; writes tests/reference/r/satisfaction.json.
folder <- "tests/reference/r"
read <- function(name) read.csv(file.path(folder, "data", paste0(name, ".csv")))

source(file.path(folder, "lib", "json.R"))

# Performance and expectation are two sets of items; what the items are about does not matter to the arithmetic.
measure <- function(data, performance, expectation, dimension, top, satisfied) {
  x <- colMeans(data[, performance], na.rm = TRUE)
  y <- colMeans(data[, expectation], na.rm = TRUE)
  gap <- unname(x - y)
  by_dimension <- tapply(gap, factor(dimension, levels = unique(dimension)), mean)
  weights <- y / sum(y)
  gain <- unname(y * (top - x))
  answers <- unlist(data[, performance[1]])
  answers <- answers[!is.na(answers)]
  shares <- prop.table(table(answers))
  list(
    performance = performance, expectation = expectation, dimension = dimension, top = top, satisfied = satisfied,
    x = unname(x), y = unname(y), gap = gap,
    gap_by_dimension = as.vector(by_dimension),
    mean_of_dimensions = mean(by_dimension), mean_of_items = mean(gap),
    weighted_gap = sum(c(0.25, 0.75) * as.vector(by_dimension)),
    ratio = sum(x) / sum(y), tki = unname(100 * x / y), tki_overall = 100 * sum(x) / sum(y),
    csi = sum(weights * x) / top,
    gain = gain, rank = rank(-gain, ties.method = "min"),
    weighted_index = 100 * weighted.mean(x, seq_along(x)) / top,
    percent_index = sum(100 * shares * as.numeric(names(shares))) / top,
    share_satisfied = mean(answers %in% satisfied),
    share_of_asked = sum(answers %in% satisfied) / nrow(data)
  )
}

kept <- c(500, 1000, 45321)
chi <- 3.841
result <- list(
  made_by = paste0("tests/reference/r/satisfaction.R; R ", getRversion(), "; data sets bfi (psych), attitude (datasets)"),
  bfi_300 = measure(read("bfi_300"), paste0("A", 1:5), paste0("C", 1:5), c("a", "a", "b", "b", "b"), 6, c(5, 6)),
  attitude = measure(
    read("attitude"), c("rating", "complaints", "privileges"), c("learning", "raises", "critical"), c("a", "b", "b"), 100,
    70:100
  ),
  sizes = list(
    population = kept,
    slovin = kept / (1 + kept * 0.05^2),
    krejcie_morgan = chi * kept * 0.25 / (0.05^2 * (kept - 1) + chi * 0.25),
    cochran = {
      n0 <- 1.96^2 * 0.25 / 0.05^2
      n0 / (1 + (n0 - 1) / kept)
    }
  )
)
cat(json(result), "\n", sep = "", file = file.path(folder, "satisfaction.json"))
