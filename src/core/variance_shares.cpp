#include "core/variance_shares.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <bit>

namespace skattekrona {

namespace {

/// What every subset of the groups explains of y, by the bits of the groups in it. Each branch takes a group in, which
/// sweeps its columns out of what is left of the others and of y, or leaves it out.
class SubsetFits {
public:
    SubsetFits(const Eigen::MatrixXd& products, const std::vector<std::size_t>& columns)
        : columns_(columns), sizes_(products.diagonal()), explained_(std::size_t{1} << columns.size()) {
        branch(0, 0, products);
    }

    double explained(std::size_t subset) const { return explained_[subset]; }

private:
    void branch(std::size_t group, std::size_t subset, const Eigen::MatrixXd& left) {
        if (group == columns_.size()) {
            explained_[subset] = sizes_[sizes_.size() - 1] - left(0, 0);
            return;
        }
        const auto own = static_cast<Eigen::Index>(columns_[group]);
        const auto rest = left.rows() - own;
        branch(group + 1, subset, left.bottomRightCorner(rest, rest));
        Eigen::MatrixXd swept = left;
        for (Eigen::Index j = 0; j < own; ++j) {
            // As much as rounding leaves of a column that others determine.
            constexpr double nothing = 1e-9;
            const double pivot = swept(j, j);
            if (pivot > nothing * sizes_[sizes_.size() - left.rows() + j]) {
                const auto after = left.rows() - j - 1;
                const Eigen::VectorXd along = swept.col(j).tail(after);
                swept.bottomRightCorner(after, after) -= along * along.transpose() / pivot;
            }
        }
        branch(group + 1, subset | std::size_t{1} << group, swept.bottomRightCorner(rest, rest));
    }

    const std::vector<std::size_t>& columns_;
    /// Each column's sum of squares before anything is swept out.
    Eigen::VectorXd sizes_;
    std::vector<double> explained_;
};

}  // namespace

std::vector<double> lmg_shares(const SquareMatrix& products, const std::vector<std::size_t>& columns) {
    const auto size = static_cast<Eigen::Index>(products.size());
    Eigen::MatrixXd matrix(size, size);
    for (Eigen::Index i = 0; i < size; ++i) {
        matrix.row(i) = Eigen::RowVectorXd::Map(products[static_cast<std::size_t>(i)].data(), size);
    }
    const SubsetFits fits(matrix, columns);
    const std::size_t groups = columns.size();
    // Of all orders, how many have just a given set of so many groups before a given one: s!·(k − s − 1)!/k!.
    std::vector<double> weights(groups, 1.0 / static_cast<double>(std::max<std::size_t>(groups, 1)));
    for (std::size_t s = 1; s < groups; ++s) {
        weights[s] = weights[s - 1] * static_cast<double>(s) / static_cast<double>(groups - s);
    }
    std::vector<double> shares(groups, 0);
    for (std::size_t x = 0; x < groups; ++x) {
        const std::size_t with = std::size_t{1} << x;
        for (std::size_t subset = 0; subset < std::size_t{1} << groups; ++subset) {
            if ((subset & with) == 0) {
                shares[x] += weights[static_cast<std::size_t>(std::popcount(subset))] *
                             (fits.explained(subset | with) - fits.explained(subset));
            }
        }
        // Rounding may leave a little less than nothing, or more than all.
        shares[x] = std::clamp(shares[x] / matrix(size - 1, size - 1), 0.0, 1.0);
    }
    return shares;
}

}  // namespace skattekrona
