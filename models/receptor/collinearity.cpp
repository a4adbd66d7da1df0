#include "models/receptor/collinearity.hpp"

#include <cmath>
#include <limits>

#include <Eigen/Dense>

#include "core/base/assert.hpp"

namespace lantian {

namespace {

constexpr double k_weak_index = 30.0;     ///< condition index from which a direction is weak
constexpr double k_variance_share = 0.5;  ///< share of a source's variance that ties it to a direction

}  // namespace

double profile_cosine(std::span<const double> a, std::span<const double> b, std::span<const double> scale) {
    LANTIAN_ASSERT(a.size() == b.size() && a.size() == scale.size());
    double ab = 0.0, aa = 0.0, bb = 0.0;
    for (std::size_t j = 0; j < a.size(); ++j) {
        const double x = a[j] / scale[j], y = b[j] / scale[j];
        ab += x * y;
        aa += x * x;
        bb += y * y;
    }
    return aa > 0.0 && bb > 0.0 ? ab / std::sqrt(aa * bb) : 0.0;
}

Collinearity collinearity(std::span<const double> values, std::span<const double> scale, std::size_t sources) {
    const std::size_t species = scale.size();
    LANTIAN_ASSERT(values.size() == sources * species);
    Collinearity out;
    out.sources = sources;
    out.cosine.assign(sources * sources, 0.0);
    for (std::size_t a = 0; a < sources; ++a) {
        for (std::size_t b = 0; b < sources; ++b)
            out.cosine[a * sources + b] =
                profile_cosine(values.subspan(a * species, species), values.subspan(b * species, species), scale);
    }
    Eigen::MatrixXd m(static_cast<Eigen::Index>(species), static_cast<Eigen::Index>(sources));
    for (std::size_t a = 0; a < sources; ++a) {
        double length = 0.0;
        for (std::size_t j = 0; j < species; ++j) length += std::pow(values[a * species + j] / scale[j], 2);
        length = std::sqrt(length);
        for (std::size_t j = 0; j < species; ++j)
            m(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(a)) =
                length > 0.0 ? values[a * species + j] / scale[j] / length : 0.0;
    }
    // With fewer species than sources the missing singular values are 0.
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(m.transpose() * m);
    const auto n = static_cast<Eigen::Index>(sources);
    // Squares below the rounding of the product cannot be told from 0.
    const double floor = std::numeric_limits<double>::epsilon() * static_cast<double>(sources);
    Eigen::VectorXd square = eigen.eigenvalues().cwiseMax(0.0);
    for (Eigen::Index k = 0; k < n; ++k) {
        if (square(k) < floor * square(n - 1)) square(k) = 0.0;
    }
    for (Eigen::Index k = n - 1; k >= 0; --k) out.singular.push_back(std::sqrt(square(k)));
    const double infinite = std::numeric_limits<double>::infinity();
    out.condition_number = out.singular.back() > 0.0 ? out.singular.front() / out.singular.back() : infinite;

    // Variance of each source by direction: v_ak^2 / lambda_k.
    Eigen::MatrixXd part(n, n);
    for (Eigen::Index a = 0; a < n; ++a) {
        double total = 0.0;
        for (Eigen::Index k = 0; k < n; ++k) {
            const double v = eigen.eigenvectors()(a, k);
            part(a, k) = square(k) > 0.0 ? v * v / square(k) : (v * v > 1e-12 ? infinite : 0.0);
            total += part(a, k);
        }
        out.variance_inflation.push_back(total);
        for (Eigen::Index k = 0; k < n; ++k)
            part(a, k) = std::isinf(total) ? (std::isinf(part(a, k)) ? 1.0 : 0.0) : part(a, k) / total;
    }
    for (Eigen::Index k = 0; k < n; ++k) {  // weakest direction first
        if (square(k) > 0.0 && out.singular.front() / std::sqrt(square(k)) < k_weak_index) break;
        std::vector<std::size_t> tied;
        for (Eigen::Index a = 0; a < n; ++a) {
            if (part(a, k) > k_variance_share) tied.push_back(static_cast<std::size_t>(a));
        }
        if (tied.size() >= 2) out.clusters.push_back(std::move(tied));
    }
    return out;
}

}  // namespace lantian
