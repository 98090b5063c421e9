#include "core/copula.hpp"

#include <Eigen/Dense>
#include <cmath>
#include <numeric>

namespace skattekrona {

namespace {

using Eigen::MatrixXd;

/// What arithmetic on correlations may be wrong by.
constexpr double rounding = 1e-12;

MatrixXd dense(const SquareMatrix& rows) {
    const auto size = static_cast<Eigen::Index>(rows.size());
    MatrixXd matrix(size, size);
    for (Eigen::Index i = 0; i < size; ++i) {
        matrix.row(i) = Eigen::RowVectorXd::Map(rows[static_cast<std::size_t>(i)].data(), size);
    }
    return matrix;
}

SquareMatrix by_rows(const MatrixXd& matrix) {
    SquareMatrix rows;
    for (const auto& row : matrix.rowwise()) {
        rows.emplace_back(row.begin(), row.end());
    }
    return rows;
}

/// B, where B·Bᵀ is the positive semidefinite matrix nearest to a symmetric one.
MatrixXd semidefinite_factor(const MatrixXd& symmetric) {
    const Eigen::SelfAdjointEigenSolver<MatrixXd> eigen(symmetric);
    return eigen.eigenvectors() * eigen.eigenvalues().cwiseMax(0).cwiseSqrt().asDiagonal();
}

MatrixXd with_unit_diagonal(MatrixXd matrix) {
    matrix.diagonal().setOnes();
    return matrix;
}

}  // namespace

SquareMatrix uncorrelated(std::size_t size) {
    SquareMatrix matrix(size, std::vector<double>(size));
    for (std::size_t i = 0; i < size; ++i) {
        matrix[i][i] = 1;
    }
    return matrix;
}

bool is_correlation(const SquareMatrix& matrix) {
    for (std::size_t i = 0; i < matrix.size(); ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            const bool fits =
                std::abs(matrix[i][j] - matrix[j][i]) <= rounding && (j < i || std::abs(matrix[i][i] - 1) <= rounding);
            if (!fits) {
                return false;
            }
        }
    }
    return matrix.empty() || dense(matrix).selfadjointView<Eigen::Lower>().eigenvalues().minCoeff() >= -rounding;
}

SquareMatrix nearest_correlation(const SquareMatrix& matrix) {
    if (is_correlation(matrix)) {
        return matrix;
    }
    constexpr int most_steps = 10'000;
    const MatrixXd given = dense(matrix);
    MatrixXd nearest = (given + given.transpose()) / 2;
    MatrixXd correction = MatrixXd::Zero(given.rows(), given.cols());
    double change = 1;
    for (int step = 0; step < most_steps && change > rounding; ++step) {
        const MatrixXd corrected = nearest - correction;
        const MatrixXd factor = semidefinite_factor(corrected);
        const MatrixXd semidefinite = factor * factor.transpose();
        const MatrixXd next = with_unit_diagonal(semidefinite);
        change = (next - nearest).norm() + (next - semidefinite).norm();
        correction = semidefinite - corrected;
        nearest = next;
    }
    // The limit is approached from outside; rows of length one give what is semidefinite a unit diagonal too.
    const MatrixXd factor = semidefinite_factor(nearest).rowwise().normalized();
    const MatrixXd product = with_unit_diagonal(factor * factor.transpose());
    return by_rows(product.selfadjointView<Eigen::Lower>());
}

SquareMatrix lower_factor(const SquareMatrix& correlation) {
    const std::size_t size = correlation.size();
    SquareMatrix lower(size, std::vector<double>(size, 0.0));
    for (std::size_t j = 0; j < size; ++j) {
        const auto unexplained = [&](std::size_t i) {
            return correlation[i][j] - std::inner_product(lower[i].begin(), lower[i].end(), lower[j].begin(), 0.0);
        };
        const double pivot = unexplained(j);
        // A variable that those before it determine has nothing of its own to share with those after it.
        if (pivot <= rounding) {
            continue;
        }
        for (std::size_t i = j; i < size; ++i) {
            lower[i][j] = unexplained(i) / std::sqrt(pivot);
        }
    }
    return lower;
}

}  // namespace skattekrona
