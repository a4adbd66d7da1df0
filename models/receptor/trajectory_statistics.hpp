#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/data/air_paths.hpp"
#include "core/data/sample_span.hpp"
#include "models/receptor/shares.hpp"

namespace lantian {

/// Sample during which each path arrives; empty where there is none, the first where there are several.
[[nodiscard]] std::vector<std::optional<std::size_t>> sample_of_paths(std::span<const SampleSpan> samples,
                                                                      std::span<const AirPath> paths);

/// Cells of a longitude-latitude mesh; cell (i, j) spans [west + i cell, west + (i + 1) cell) and likewise north.
struct LonLatCells {
    double west_deg = 0.0, south_deg = 0.0, cell_deg = 1.0;
    std::size_t nx = 0, ny = 0;

    [[nodiscard]] std::size_t size() const { return nx * ny; }
    [[nodiscard]] double lon_deg(std::size_t i) const { return west_deg + (static_cast<double>(i) + 0.5) * cell_deg; }
    [[nodiscard]] double lat_deg(std::size_t j) const { return south_deg + (static_cast<double>(j) + 0.5) * cell_deg; }
    /// Number of the cell (x fastest) that holds a place; longitudes may be off by whole turns. Empty outside.
    [[nodiscard]] std::optional<std::size_t> cell_of(double lon_deg, double lat_deg) const;
};

/// Where the cells lie.
struct CellLayout {
    double cell_deg = 1.0;
    double edge_lon_deg = 0.0, edge_lat_deg = 0.0;  ///< an edge of cells lies here; the others follow in whole cells
    std::optional<double> west_deg{}, south_deg{}, east_deg{},
        north_deg{};  ///< all or none; none: what the paths touch
};

/// The mesh that holds all points of the paths, or the bounds asked for. Longitudes near the date line are taken on the
/// side of the first point.
[[nodiscard]] LonLatCells cells_of(std::span<const AirPath> paths, const CellLayout& layout);

/// Weight of a cell by its number of endpoints n: that of the last row with n > above, `above` in endpoints or in
/// multiples of the mean over cells that hold any; 1 when the table is empty.
struct CountWeights {
    bool relative = false;
    std::vector<double> above, weight;  ///< above descending

    [[nodiscard]] double of(double n, double mean_n) const;
    /// n > 2M 1; > M 0.75; > M/2 0.5; else 0.15 (customary for PSCF).
    [[nodiscard]] static CountWeights customary_pscf();
    /// n > 80 1; > 20 0.7; > 10 0.42; else 0.05 (customary for CWT).
    [[nodiscard]] static CountWeights customary_cwt();
};

/// What trajectory statistics hold per cell, x fastest; NaN in cells that no endpoint fell into.
struct CellStatistics {
    LonLatCells cells;
    Threshold threshold;                   ///< PSCF
    std::size_t paths = 0, endpoints = 0;  ///< used: with a value
    std::size_t outside = 0;               ///< endpoints outside the mesh
    double mean_endpoints = 0.0;           ///< of the cells that hold any
    std::vector<double> count;             ///< endpoints n (SQTBA: mean probability density times cell area)
    std::vector<double> above;             ///< PSCF: endpoints of paths above the threshold, m
    std::vector<double> trajectories;      ///< different paths that touch the cell
    std::vector<double> raw;               ///< m/n, or the mean value
    std::vector<double> weight;            ///< of CountWeights
    std::vector<double> value;             ///< weight x raw
    std::vector<double> low, high;         ///< PSCF: 95 % interval of raw, by the number of trajectories
};

/// Potential source contribution function (Ashbaugh, Malm & Sadeh 1985): share of the endpoints in a cell that belong
/// to paths whose value is above the threshold. values: one a path, NaN: the path is left out.
[[nodiscard]] CellStatistics pscf(std::span<const AirPath> paths, std::span<const double> values,
                                  const LonLatCells& cells, Threshold threshold, const CountWeights& weights);

/// Concentration weighted trajectories (Hsu, Holsen & Hopke 2003): mean value of the endpoints in a cell.
[[nodiscard]] CellStatistics cwt(std::span<const AirPath> paths, std::span<const double> values,
                                 const LonLatCells& cells, const CountWeights& weights);

/// Simplified quantitative transport bias analysis (Keeler 1987; Brook, Johnson & Mamedov 2004): as cwt(), with each
/// endpoint spread over a Gaussian of sigma = growth x hours back, integrated over the cells. `count` holds the mean
/// potential of the paths per cell. Threads share out rows of cells; the result does not depend on their number.
[[nodiscard]] CellStatistics sqtba(std::span<const AirPath> paths, std::span<const double> values,
                                   const LonLatCells& cells, double growth_km_h, int threads);

}  // namespace lantian
