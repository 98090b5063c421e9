#pragma once

#include "core/copula.hpp"

#include <cstddef>
#include <vector>

namespace skattekrona {

/// The share of the variance of y that each group of regressors accounts for: what it adds to R², averaged over all
/// orders in which the groups can be taken in (Lindeman, Merenda & Gold 1980; the Shapley value of R²; Grömping 2007).
/// They sum to the R² of all groups together. Exact: every subset of the groups is fitted once.
/// `products`: the sums of products about the means of the groups' columns, group by group, and of y, the last.
/// `columns`: how many each group has. A column that others determine adds nothing. y varies.
std::vector<double> lmg_shares(const SquareMatrix& products, const std::vector<std::size_t>& columns);

}  // namespace skattekrona
