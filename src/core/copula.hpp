#pragma once

#include <cstddef>
#include <vector>

namespace skattekrona {

/// A square matrix by rows.
using SquareMatrix = std::vector<std::vector<double>>;

/// The correlation matrix of as many variables that have nothing to do with each other.
SquareMatrix uncorrelated(std::size_t size);

/// A correlation matrix that some random variables can have: no eigenvalue below 0 (beyond rounding).
bool is_correlation(const SquareMatrix& matrix);

/// The nearest correlation matrix in the Frobenius norm (Higham 2002, alternating projections with Dykstra's
/// correction). Symmetric, ones on the diagonal, positive semidefinite; a correlation matrix is its own nearest. With
/// entries far outside [−1, 1], in the thousands, what is given is valid but only near the nearest. Method §8.3.
SquareMatrix nearest_correlation(const SquareMatrix& matrix);

/// The lower factor L with L·Lᵀ = matrix, for a correlation matrix; also where it is only semidefinite.
SquareMatrix lower_factor(const SquareMatrix& correlation);

}  // namespace skattekrona
