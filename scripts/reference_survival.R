# SPDX-License-Identifier: Apache-2.0
# What R's survival says of the sets in a table: Kaplan-Meier curves with log-log intervals, restricted means, log-rank tests with and without
# strata, and the robust score test with clusters. Usage: Rscript reference_survival.R TABLE OUT; scripts/reference_survival.py calls it.
suppressPackageStartupMessages(library(survival))
arguments <- commandArgs(trailingOnly = TRUE)
table <- read.csv(arguments[1])

number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
numbers <- function(x) paste0("[", paste(number(x), collapse = ","), "]")
object <- function(...) {
    fields <- list(...)
    paste0("{", paste0("\"", names(fields), "\":", unlist(fields), collapse = ","), "}")
}

described <- function(name) {
    set <- table[table$set == name, ]
    limit <- set$limit[1]
    curve <- survfit(Surv(time, event) ~ 1, data = set, conf.type = "log-log")
    mean <- summary(curve, rmean = limit)$table
    plain <- survdiff(Surv(time, event) ~ group, data = set)
    strata <- survdiff(Surv(time, event) ~ group + strata(stratum), data = set)
    robust <- NULL
    if (length(unique(set$group)) == 2) {
        model <- suppressWarnings(coxph(Surv(time, event) ~ group, data = set, cluster = cluster, ties = "breslow"))
        robust <- model$rscore
    }
    object(
        name = paste0("\"", name, "\""), time = numbers(curve$time), atRisk = numbers(curve$n.risk), events = numbers(curve$n.event),
        survival = numbers(curve$surv), standardError = numbers(curve$surv * curve$std.err), low = numbers(curve$lower),
        high = numbers(curve$upper), median = number(unname(mean["median"])), limit = number(limit),
        restrictedMean = number(unname(mean["rmean"])), restrictedMeanError = number(unname(mean["se(rmean)"])),
        observed = numbers(plain$obs), expected = numbers(plain$exp), chiSquared = number(plain$chisq),
        stratified = number(strata$chisq), clustered = if (is.null(robust)) "null" else number(robust)
    )
}

sets <- vapply(unique(table$set), described, "")
versions <- object(R = paste0("\"", getRversion(), "\""), survival = paste0("\"", packageVersion("survival"), "\""))
writeLines(object(sets = paste0("[", paste(sets, collapse = ","), "]"), versions = versions), arguments[2])
cat(arguments[2], ": ", file.size(arguments[2]), " bytes\n", sep = "")
