# A small JSON writer: numbers with 15 significant digits, null for what is not finite. Sourced by the scripts beside it.
json <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x)) {
    parts <- sapply(x, json)
    if (is.null(names(x))) return(paste0("[", paste(parts, collapse = ", "), "]"))
    return(paste0("{", paste0("\"", names(x), "\": ", parts, collapse = ",\n "), "}"))
  }
  parts <- if (is.character(x)) paste0("\"", x, "\"") else ifelse(is.finite(x), sprintf("%.15g", x), "null")
  if (length(x) == 1) parts else paste0("[", paste(parts, collapse = ", "), "]")
}
