#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/data/species.hpp"

namespace lantian {

/// One puff as it is released; meanings as of the columns of PuffStore. Age, path and settling begin at 0.
struct NewPuff {
    std::uint64_t id = 0;
    std::uint32_t source = 0;
    double weight_s = 0.0;
    double x_m = 0.0, y_m = 0.0, z_m = 0.0;
    double sigma_y_m = 1.0, sigma_z_m = 1.0;
    double lid_m = 0.0;
    double rise_left_m = 0.0, rise_rate = 0.0;
    CarriedMass mass_kg{};
};

/// All puffs, one array per property, ordered by source, within a source by release; what a puff was split into stays
/// together. Heights are above ground. The second moments of a puff are sigma_y^2 + stretch, cross, sigma_y^2 - stretch
/// (xx, xy, yy) and lean_x, lean_y (xz, yz); the last four are 0 unless puffs.shear.
struct PuffStore {
    std::vector<std::uint64_t> id;
    std::vector<std::uint32_t> source;  ///< index into SourceCatalog::sources: the tag
    std::vector<double> weight_s;       ///< seconds of emission the puff stands for; the weight in merging
    std::vector<double> age_s;
    std::vector<double> x_m, y_m, z_m;
    std::vector<double> sigma_y_m, sigma_z_m;  ///< horizontal (round) and vertical spread
    std::vector<double>
        lid_m;  ///< top of the layer the puff has mixed through: max of the mixing heights it met and its own extent
    std::vector<double> rise_left_m;  ///< plume rise still to come
    std::vector<double> rise_rate;    ///< 1.6 Fb^(1/3)/u: rise = rise_rate x^(2/3), m^(1/3)
    std::vector<double> travelled_m;  ///< path length, for the transitional rise
    std::vector<double> draught_m;    ///< integral of sigma_w over the time in convective draughts; 0: a Gaussian
    std::vector<double> sunk_m;       ///< how far coarse particles have settled below z
    std::vector<double> stretch_m2, cross_m2;  ///< half the difference of the x and y variances; their covariance
    std::vector<double> lean_x_m2, lean_y_m2;  ///< covariance of x and y with the height
    std::vector<CarriedMass> mass_kg;

    [[nodiscard]] std::size_t size() const { return id.size(); }
    void reserve(std::size_t n);
    void append(const NewPuff& puff);
    void append_from(const PuffStore& other, std::size_t index);
    void clear();
    /// Keeps the puffs of the indices `kept` (ascending) and puts those of `fresh` in at the places `places`
    /// (ascending) of the new order; in place, so that no second store is held.
    void renew(std::span<const std::size_t> kept, const PuffStore& fresh, std::span<const std::size_t> places);
    /// Bytes held per puff.
    [[nodiscard]] static constexpr std::size_t bytes_per_puff() {
        return sizeof(std::uint64_t) + sizeof(std::uint32_t) + 17 * sizeof(double) + sizeof(CarriedMass);
    }
};

/// Calls f(column, name, unit) for each array of doubles; one list for copying, sorting and the snapshot.
template <typename Store, typename F>
void for_each_column(Store& store, F&& f) {
    f(store.weight_s, "weight", "s");
    f(store.age_s, "age", "s");
    f(store.x_m, "x", "m");
    f(store.y_m, "y", "m");
    f(store.z_m, "z", "m");
    f(store.sigma_y_m, "sigma_y", "m");
    f(store.sigma_z_m, "sigma_z", "m");
    f(store.lid_m, "lid", "m");
    f(store.rise_left_m, "rise_left", "m");
    f(store.rise_rate, "rise_rate", "m(1/3)");
    f(store.travelled_m, "travelled", "m");
    f(store.draught_m, "draught", "m");
    f(store.sunk_m, "sunk", "m");
    f(store.stretch_m2, "stretch", "m2");
    f(store.cross_m2, "cross", "m2");
    f(store.lean_x_m2, "lean_x", "m2");
    f(store.lean_y_m2, "lean_y", "m2");
}

}  // namespace lantian
