# Reference figures for reliability, validity and factorability, as psych and base R compute them.
# Run from the root of the checkout: Rscript tests/reference/r/reliability.R
# Writes tests/reference/r/reliability.json and the data sets it used to tests/reference/r/data/.
suppressMessages(library(psych))
options(warn = -1)
folder <- "tests/reference/r"

bfi_scores <- bfi[1:300, 1:10]
bfi_scores[] <- lapply(bfi_scores, as.integer)
rownames(bfi_scores) <- NULL
data_sets <- list(attitude = attitude, bfi_300 = bfi_scores)
for (name in names(data_sets)) {
  path <- file.path(folder, "data", paste0(name, ".csv"))
  write.csv(data_sets[[name]], path, row.names = FALSE, na = "", quote = FALSE)
}

source(file.path(folder, "lib", "json.R"))

# The one-factor least squares solution by base R's optim, pushed further than psych::fa, which stops early.
exact_minres <- function(R, start) {
  upper <- upper.tri(R)
  loss <- function(l) sum((R - tcrossprod(l))[upper]^2)
  slope <- function(l) { residual <- R - tcrossprod(l); diag(residual) <- 0; as.vector(-2 * residual %*% l) }
  found <- start
  for (round in 1:20) {
    found <- optim(found, loss, slope, method = "BFGS", control = list(reltol = 1e-30, maxit = 5000, abstol = 0))$par
  }
  # Newton steps by a numerical Jacobian of the analytic gradient, to the last digits.
  for (round in 1:10) {
    step <- 1e-6
    H <- sapply(seq_along(found), function(i) {
      d <- replace(numeric(length(found)), i, step)
      (slope(found + d) - slope(found - d)) / (2 * step)
    })
    found <- found - solve(H, slope(found))
  }
  found * sign(sum(found))
}

figures <- function(x, use) {
  if (use == "listwise") x <- na.omit(x)
  answered <- crossprod(!is.na(as.matrix(x)))
  n <- min(answered)
  a <- psych::alpha(x, warnings = FALSE)
  C <- cov(x, use = "pairwise")
  R <- cor(x, use = "pairwise")
  k <- ncol(x)
  interval <- psych::alpha.ci(a$total$raw_alpha, n.obs = n, n.var = k)
  by_qf <- 1 - (1 - a$total$raw_alpha) * qf(c(0.995, 0.005), n - 1, (n - 1) * (k - 1))
  kmo <- psych::KMO(x)
  sphericity <- psych::cortest.bartlett(R, n = n)
  one <- psych::fa(x, nfactors = 1, fm = "minres")
  loadings <- as.vector(one$loadings)
  turned <- sign(sum(loadings)) * loadings
  exact <- exact_minres(R, turned)
  result <- list(
    n = n, respondents_n = nrow(x),
    mean = as.vector(colMeans(x, na.rm = TRUE)), sd = as.vector(apply(x, 2, sd, na.rm = TRUE)),
    raw_alpha = a$total$raw_alpha, std_alpha = a$total$std.alpha, average_r = a$total$average_r,
    feldt_95 = c(interval$lower.ci, interval$upper.ci), feldt_99 = by_qf,
    alpha_drop = a$alpha.drop$raw_alpha, std_alpha_drop = a$alpha.drop$std.alpha,
    r_drop = a$item.stats$r.drop,
    item_total = as.vector(colSums(C) / sqrt(diag(C) * sum(C))),
    kmo = kmo$MSA, msa = as.vector(kmo$MSAi),
    bartlett_chi2 = sphericity$chisq, bartlett_df = sphericity$df, bartlett_p = sphericity$p.value,
    correlation = as.vector(R), covariance = as.vector(C),
    psych_minres_loadings = turned,
    psych_minres_omega = sum(turned)^2 / (sum(turned)^2 + sum(one$uniquenesses)),
    psych_minres_omega_observed = (sum(R) - sum(one$uniquenesses)) / sum(R),
    minres_loadings = exact,
    minres_omega = sum(exact)^2 / (sum(exact)^2 + sum(1 - exact^2)),
    minres_omega_observed = (sum(R) - sum(1 - exact^2)) / sum(R)
  )
  if (use == "listwise") {
    total <- rowSums(x)
    tests <- lapply(x, function(item) list(cor.test(item, total), cor.test(item, total - item)))
    result$cor_test_total_r <- as.vector(sapply(tests, function(t) t[[1]]$estimate))
    result$cor_test_total_p <- as.vector(sapply(tests, function(t) t[[1]]$p.value))
    result$cor_test_rest_r <- as.vector(sapply(tests, function(t) t[[2]]$estimate))
    result$cor_test_rest_p <- as.vector(sapply(tests, function(t) t[[2]]$p.value))
    # what psych::alpha itself prints; equal to alpha.ci above, because nobody has a hole
    result$feldt_printed <- c(a$feldt$lower.ci[[1]], a$feldt$upper.ci[[1]])
  }
  result
}

# psych::alpha drops an item that everybody answers alike.
with_constant <- cbind(attitude[, 1:3], same = 4)
constant <- psych::alpha(with_constant, warnings = FALSE)

r_table <- function(n, level) { t <- qt(1 - level / 2, n - 2); t / sqrt(n - 2 + t^2) }
table_n <- c(3, 10, 20, 30, 50, 92, 100, 120, 150, 1000)

cases <- list(
  attitude_listwise = figures(attitude, "listwise"),
  bfi_5_listwise = figures(bfi_scores[, 1:5], "listwise"),
  bfi_5_pairwise = figures(bfi_scores[, 1:5], "pairwise"),
  bfi_10_listwise = figures(bfi_scores, "listwise"),
  bfi_10_pairwise = figures(bfi_scores, "pairwise")
)
made_by <- paste0(
  "tests/reference/r/reliability.R; R ", getRversion(), ", psych ", packageVersion("psych"),
  "; data sets attitude (datasets) and bfi (psych), rows 1 to 300"
)
result <- list(
  made_by = made_by,
  r_table = list(n = table_n, level_05 = r_table(table_n, 0.05), level_01 = r_table(table_n, 0.01)),
  constant_item = list(raw_alpha = constant$total$raw_alpha, std_alpha = constant$total$std.alpha),
  cases = cases
)
cat(json(result), "\n", file = file.path(folder, "reliability.json"), sep = "")
