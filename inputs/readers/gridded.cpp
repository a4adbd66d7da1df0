#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numbers>
#include <optional>

#include <fmt/format.h>

#include "core/io/netcdf_file.hpp"
#include "core/math/sum.hpp"
#include "inputs/readers/emission_builder.hpp"
#include "inputs/readers/text.hpp"

namespace lantian {

namespace {

constexpr double k_sphere_radius_m = 6371007.2;  // authalic radius of WGS84 (Moritz 2000)

[[noreturn]] void fail(const std::string& file, const char* code, std::string message, std::string hint) {
    throw Error({Severity::error, ErrorKind::bad_data, code, file, 0, 0, std::move(message), std::move(hint)});
}

/// Cell edges of an axis given by its centres: halfway between, the outer ones mirrored.
std::vector<double> edges_of(const std::vector<double>& centres, const std::string& file, const std::string& name) {
    const std::size_t n = centres.size();
    if (n < 2)
        fail(file, "E432", fmt::format("coordinate \"{}\" has fewer than two values", name),
             "a grid needs two cells a side");
    const double sign = centres[1] > centres[0] ? 1.0 : -1.0;
    for (std::size_t i = 0; i < n; ++i) {
        if (!std::isfinite(centres[i]) || (i > 0 && sign * (centres[i] - centres[i - 1]) <= 0.0)) {
            fail(file, "E432", fmt::format("coordinate \"{}\" is not monotonic at index {}", name, i),
                 "give centres in order");
        }
    }
    std::vector<double> edges(n + 1);
    edges[0] = centres[0] - (centres[1] - centres[0]) / 2.0;
    for (std::size_t i = 1; i < n; ++i) edges[i] = (centres[i - 1] + centres[i]) / 2.0;
    edges[n] = centres[n - 1] + (centres[n - 1] - centres[n - 2]) / 2.0;
    return edges;
}

/// A flux field of kg m-2 s-1 with its cell edges in degrees, or in metres of its own projection.
struct FluxField {
    std::vector<double> x_edges, y_edges;
    std::vector<double> flux_kg_m2_s;  ///< (y, x)
    std::optional<Projection> projection;

    [[nodiscard]] std::size_t nx() const { return x_edges.size() - 1; }
    [[nodiscard]] std::size_t ny() const { return y_edges.size() - 1; }
    [[nodiscard]] double cell_area_m2(std::size_t j, std::size_t i) const {
        if (projection) return std::abs((x_edges[i + 1] - x_edges[i]) * (y_edges[j + 1] - y_edges[j]));
        constexpr double k_rad = std::numbers::pi / 180.0;
        const auto sine = [&](double lat_deg) { return std::sin(std::clamp(lat_deg, -90.0, 90.0) * k_rad); };
        return k_sphere_radius_m * k_sphere_radius_m *
               std::abs((x_edges[i + 1] - x_edges[i]) * k_rad * (sine(y_edges[j + 1]) - sine(y_edges[j])));
    }
};

/// Mean over time: a leading time of 12 is taken as months (weighted by their days), any other as equal intervals.
std::vector<double> time_mean(const std::vector<double>& values, std::size_t times, int year) {
    const std::size_t cells = values.size() / times;
    std::vector<double> mean(cells, 0.0);
    double sum = 0.0;
    for (std::size_t t = 0; t < times; ++t) {
        const double weight = times == 12 ? days_in_month(year, static_cast<int>(t) + 1) : 1.0;
        for (std::size_t c = 0; c < cells; ++c) mean[c] += weight * values[t * cells + c];
        sum += weight;
    }
    for (double& value : mean) value /= sum;
    return mean;
}

FluxField read_field(const Scenario::Gridded& gridded, EmissionBuilder& builder) {
    const NetcdfFile file = NetcdfFile::open(gridded.file);
    if (!file.has_variable(gridded.variable)) {
        const std::string near = nearest_name(gridded.variable, file.variables());
        fail(gridded.file, "E431", fmt::format("variable \"{}\" is missing", gridded.variable),
             near.empty() ? fmt::format("the file holds: {}", fmt::join(file.variables(), ", "))
                          : fmt::format("did you mean \"{}\"?", near));
    }
    const auto dimensions = file.dimensions_of(gridded.variable);
    const auto shape = file.shape_of(gridded.variable);
    if (shape.size() != 2 && shape.size() != 3) {
        fail(gridded.file, "E432", fmt::format("variable \"{}\" has {} dimensions", gridded.variable, shape.size()),
             "give (lat, lon), (time, lat, lon) or (y, x)");
    }
    const std::string& y_name = dimensions[dimensions.size() - 2];
    const std::string& x_name = dimensions[dimensions.size() - 1];
    for (const std::string& name : {y_name, x_name}) {
        if (!file.has_variable(name))
            fail(gridded.file, "E431", fmt::format("coordinate variable \"{}\" is missing", name), "see FORMATS.md");
    }
    FluxField field;
    const std::string x_unit = file.text_attribute(x_name, "units").value_or("");
    const bool degrees = x_unit.starts_with("degree") || (x_unit.empty() && x_name.starts_with("lon"));
    std::vector<double> x = file.read(x_name);
    std::vector<double> y = file.read(y_name);
    if (!degrees) {
        const auto mapping = file.text_attribute(gridded.variable, "grid_mapping");
        std::optional<std::string> wkt;
        for (const char* name : {"crs_wkt", "spatial_ref", "proj4"}) {
            if (mapping && !wkt && file.has_variable(*mapping)) wkt = file.text_attribute(*mapping, name);
        }
        if (!wkt) {
            fail(gridded.file, "E431",
                 fmt::format("variable \"{}\" has neither degrees nor a grid mapping with crs_wkt", gridded.variable),
                 "see FORMATS.md");
        }
        field.projection = Projection(*wkt);
        const UnitConverter metres = unit_to(x_unit.empty() ? "m" : x_unit, "m");
        for (double& value : x) value = metres(value);
        for (double& value : y) value = metres(value);
    }
    field.x_edges = edges_of(x, gridded.file, x_name);
    field.y_edges = edges_of(y, gridded.file, y_name);
    const auto unit = file.text_attribute(gridded.variable, "units");
    if (!unit || trim(*unit).empty()) {
        fail(gridded.file, "E301", fmt::format("variable \"{}\" has no units attribute", gridded.variable),
             "give for example \"kg m-2 s-1\"");
    }
    UnitConverter convert;
    try {
        convert = unit_to(*unit, "kg m-2 s-1");
    } catch (const Error& error) {
        fail(gridded.file, "E302",
             fmt::format("variable \"{}\": {}", gridded.variable, error.problems().front().message),
             "give for example \"kg m-2 s-1\"");
    }
    field.flux_kg_m2_s = file.read(gridded.variable);
    if (shape.size() == 3) {
        field.flux_kg_m2_s = time_mean(field.flux_kg_m2_s, shape[0], builder.year());
        builder.note(fmt::format("{}: mean over {} times of {}", gridded.file, shape[0], gridded.variable));
    }
    for (double& value : field.flux_kg_m2_s) value = convert(value);
    return field;
}

/// pm10 includes pm25: where a pm25 grid of the same sector and group stands beside it, only the coarse part is left.
void take_fine_part_away(FluxField& field, const Scenario::Gridded& gridded, const std::vector<Scenario::Gridded>& all,
                         EmissionBuilder& builder) {
    if (gridded.species != "pm10") return;
    for (const Scenario::Gridded& other : all) {
        if (other.species != "pm25" || other.sector != gridded.sector || other.group != gridded.group) continue;
        const FluxField fine = read_field(other, builder);
        if (fine.x_edges != field.x_edges || fine.y_edges != field.y_edges) {
            fail(gridded.file, "E313",
                 fmt::format("pm10 and pm25 of sector \"{}\" stand on different grids", gridded.sector),
                 "give both on one grid");
        }
        for (std::size_t c = 0; c < field.flux_kg_m2_s.size(); ++c) {
            double& flux = field.flux_kg_m2_s[c];
            const double coarse = flux - fine.flux_kg_m2_s[c];
            // A millionth allows for files stored in float.
            if (coarse < -1e-6 * std::abs(flux)) {
                fail(gridded.file, "E313",
                     fmt::format("{}[{},{}] = {} kg m-2 s-1 is less than pm25 = {}", gridded.variable, c / field.nx(),
                                 c % field.nx(), flux, fine.flux_kg_m2_s[c]),
                     "pm10 includes pm25");
            }
            flux = std::isfinite(coarse) ? std::max(0.0, coarse) : coarse;
        }
        builder.note(fmt::format("{}: pm25 of {} taken away from {}, the coarse part is left", gridded.file, other.file,
                                 gridded.variable));
    }
}

/// Mass, centroid and spread that a release cell gathers, about the south-west corner of the domain.
struct Gathered {
    double kg = 0.0, x1 = 0.0, y1 = 0.0, r2 = 0.0;
};

/// Index range [first, last) of the cells whose edges overlap [low, high]; edges may descend.
std::pair<std::size_t, std::size_t> overlap(const std::vector<double>& edges, double low, double high) {
    std::size_t first = edges.size(), last = 0;
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
        if (std::max(edges[i], edges[i + 1]) > low && std::min(edges[i], edges[i + 1]) < high) {
            first = std::min(first, i);
            last = i + 1;
        }
    }
    return {first, last};
}

/// Cuts the cells of a field into blocks and sub-squares of the domain.
class BlockCutter {
  public:
    BlockCutter(const FluxField& field, const Scenario::Gridded& gridded, double area_cell_m, EmissionBuilder& builder)
        : field_(field), gridded_(gridded), builder_(builder), box_(builder.domain()) {
        per_block_ = static_cast<std::size_t>(std::max(1.0, std::ceil(gridded.block_m / area_cell_m * (1.0 - 1e-12))));
        square_m_ = gridded.block_m / static_cast<double>(per_block_);
        nx_ = static_cast<std::size_t>(std::ceil((box_.east_m - box_.west_m) / square_m_ * (1.0 - 1e-12)));
        ny_ = static_cast<std::size_t>(std::ceil((box_.north_m - box_.south_m) / square_m_ * (1.0 - 1e-12)));
        squares_.resize(nx_ * ny_);
    }

    /// Goes over all cells that can touch the domain.
    void cut() {
        MapBox native{1e300, 1e300, -1e300, -1e300};
        for (int k = 0; k <= 64; ++k) {
            const double t = k / 64.0;
            const double x = box_.west_m + t * (box_.east_m - box_.west_m);
            const double y = box_.south_m + t * (box_.north_m - box_.south_m);
            for (const MapPoint p : {MapPoint{x, box_.south_m}, MapPoint{x, box_.north_m}, MapPoint{box_.west_m, y},
                                     MapPoint{box_.east_m, y}}) {
                const MapPoint q = to_native(p);
                native = {std::min(native.west_m, q.x_m), std::min(native.south_m, q.y_m),
                          std::max(native.east_m, q.x_m), std::max(native.north_m, q.y_m)};
            }
        }
        const auto [j0, j1] = overlap(field_.y_edges, native.south_m, native.north_m);
        for (const double turn :
             field_.projection ? std::vector<double>{0.0} : std::vector<double>{-360.0, 0.0, 360.0}) {
            const auto [i0, i1] = overlap(field_.x_edges, native.west_m + turn, native.east_m + turn);
            for (std::size_t j = j0; j < j1; ++j) {
                for (std::size_t i = i0; i < i1; ++i) cut_cell(j, i, turn);
            }
        }
    }

    [[nodiscard]] double inside_kg() const { return inside_kg_.value(); }

    void add_sources(std::size_t number) {
        const auto species = emitted_from_name(gridded_.species);
        const std::size_t blocks_x = (nx_ + per_block_ - 1) / per_block_;
        const std::size_t blocks_y = (ny_ + per_block_ - 1) / per_block_;
        for (std::size_t bj = 0; bj < blocks_y; ++bj) {
            for (std::size_t bi = 0; bi < blocks_x; ++bi) add_block(bj, bi, number, *species);
        }
    }

  private:
    [[nodiscard]] MapPoint to_native(MapPoint p) const {
        const LonLat place = builder_.grid().projection.inverse(p);
        return field_.projection ? field_.projection->forward(place) : MapPoint{place.lon_deg, place.lat_deg};
    }
    [[nodiscard]] MapPoint to_domain(double x, double y) const {
        return builder_.project(field_.projection ? field_.projection->inverse({x, y})
                                                  : LonLat{x, std::clamp(y, -90.0, 90.0)});
    }

    void cut_cell(std::size_t j, std::size_t i, double turn) {
        const double x0 = field_.x_edges[i] - turn, x1 = field_.x_edges[i + 1] - turn;
        const double y0 = field_.y_edges[j], y1 = field_.y_edges[j + 1];
        Ring ring{to_domain(x0, y0), to_domain(x1, y0), to_domain(x1, y1), to_domain(x0, y1)};
        if (signed_area_m2(ring) < 0.0) std::reverse(ring.begin(), ring.end());
        const double full = signed_area_m2(ring);
        const Region inside = clip(Region{ring}, box_);
        if (!(region_moments(inside).size > 1e-9 * full)) return;
        const double flux = field_.flux_kg_m2_s[j * field_.nx() + i];
        if (!(flux >= 0.0) || !std::isfinite(flux)) {
            builder_.problems().add(
                {Severity::error, ErrorKind::bad_data, std::isfinite(flux) ? "E306" : "E305", gridded_.file, 0, 0,
                 fmt::format("{}[{},{}] = {} kg m-2 s-1: must be finite and at least 0", gridded_.variable, j, i, flux),
                 "correct the cell; write 0 where nothing is emitted"});
            return;
        }
        if (flux == 0.0) return;
        const double kg_per_m2 = flux * field_.cell_area_m2(j, i) * builder_.year_s() / full;
        const MapBox b = bounds(inside);
        const auto at = [&](double value, double origin, std::size_t n) {
            return std::min(n - 1, static_cast<std::size_t>(std::max(0.0, (value - origin) / square_m_)));
        };
        for (std::size_t sj = at(b.south_m, box_.south_m, ny_); sj <= at(b.north_m, box_.south_m, ny_); ++sj) {
            for (std::size_t si = at(b.west_m, box_.west_m, nx_); si <= at(b.east_m, box_.west_m, nx_); ++si) {
                const double west = box_.west_m + static_cast<double>(si) * square_m_;
                const double south = box_.south_m + static_cast<double>(sj) * square_m_;
                const ShapeMoments piece =
                    region_moments(clip(inside, {west, south, west + square_m_, south + square_m_}));
                if (!(piece.size > 0.0)) continue;
                const double kg = piece.size * kg_per_m2;
                const double x = piece.centroid.x_m - box_.west_m, y = piece.centroid.y_m - box_.south_m;
                Gathered& g = squares_[sj * nx_ + si];
                g.kg += kg;
                g.x1 += kg * x;
                g.y1 += kg * y;
                g.r2 += kg * (x * x + y * y + 2.0 * piece.variance_m2);
                inside_kg_.add(kg);
            }
        }
    }

    void add_block(std::size_t bj, std::size_t bi, std::size_t number, Emitted species) {
        Source source;
        double kg = 0.0;
        MapPoint centre;
        std::vector<double> cell_kg;
        for (std::size_t sj = bj * per_block_; sj < std::min(ny_, (bj + 1) * per_block_); ++sj) {
            for (std::size_t si = bi * per_block_; si < std::min(nx_, (bi + 1) * per_block_); ++si) {
                const Gathered& g = squares_[sj * nx_ + si];
                if (!(g.kg > 0.0)) continue;
                const double x = g.x1 / g.kg, y = g.y1 / g.kg;
                const double variance = (g.r2 / g.kg - x * x - y * y) / 2.0;
                source.cells.push_back({{box_.west_m + x, box_.south_m + y}, 0.0, std::sqrt(std::max(1.0, variance))});
                cell_kg.push_back(g.kg);
                kg += g.kg;
                centre.x_m += g.kg * (box_.west_m + x);
                centre.y_m += g.kg * (box_.south_m + y);
            }
        }
        if (!(kg > 0.0)) return;
        for (std::size_t c = 0; c < cell_kg.size(); ++c) source.cells[c].fraction = cell_kg[c] / kg;
        source.id = fmt::format("{}/grid{}_{}_{}", gridded_.group, number + 1, bj, bi);
        source.name = source.id;
        source.sector = gridded_.sector;
        source.process = "grid";
        source.group = gridded_.group;
        source.origin = gridded_.file;
        source.shape = SourceShape::grid;
        source.place = builder_.grid().projection.inverse({centre.x_m / kg, centre.y_m / kg});
        source.release_height_m = 2.0;
        source.sigma_z0_m = 4.0 / 2.15;
        source.profile = *builder_.profile(gridded_.profile);
        InventoryMass mass;
        mass.annual_kg[index(species)] = kg;
        mass.given[index(species)] = true;
        builder_.add(std::move(source), mass, 1.0);
    }

    const FluxField& field_;
    const Scenario::Gridded& gridded_;
    EmissionBuilder& builder_;
    MapBox box_;
    std::size_t per_block_ = 1, nx_ = 0, ny_ = 0;
    double square_m_ = 0.0;
    std::vector<Gathered> squares_;
    Sum inside_kg_;
};

}  // namespace

void read_gridded(const std::vector<Scenario::Gridded>& all, std::size_t number, double area_cell_m,
                  EmissionBuilder& builder) {
    const Scenario::Gridded& gridded = all[number];
    Problems& problems = builder.problems();
    const std::size_t before = problems.error_count();
    const auto add = [&](const char* code, std::string message, std::string hint) {
        problems.add(
            {Severity::error, ErrorKind::bad_data, code, gridded.file, 0, 0, std::move(message), std::move(hint)});
    };
    if (!emitted_from_name(gridded.species)) {
        const std::vector<std::string> known(k_emitted_names.begin(), k_emitted_names.end());
        const std::string near = nearest_name(gridded.species, known);
        add("E309", fmt::format("species = \"{}\": no such inventory species", gridded.species),
            near.empty() ? fmt::format("known are: {}", fmt::join(known, ", "))
                         : fmt::format("did you mean \"{}\"?", near));
    }
    if (!builder.profile(gridded.profile))
        add("E309", fmt::format("profile = \"{}\": no such profile", gridded.profile),
            builder.profile_hint(gridded.profile));
    FluxField field = read_field(gridded, builder);
    if (problems.error_count() > before) return;
    take_fine_part_away(field, gridded, all, builder);
    BlockCutter cutter(field, gridded, area_cell_m, builder);
    cutter.cut();
    if (problems.error_count() > before) return;
    Sum file_kg;
    std::size_t skipped = 0;
    for (std::size_t j = 0; j < field.ny(); ++j) {
        for (std::size_t i = 0; i < field.nx(); ++i) {
            const double flux = field.flux_kg_m2_s[j * field.nx() + i];
            std::isfinite(flux) ? file_kg.add(flux * field.cell_area_m2(j, i) * builder.year_s()) : void(++skipped);
        }
    }
    if (!(cutter.inside_kg() > 0.0)) {
        add("E307",
            fmt::format("variable \"{}\" emits nothing inside the domain ({})", gridded.variable,
                        builder.domain_text()),
            "check the file's coordinates or domain.bounds_deg");
        return;
    }
    builder.note(
        fmt::format("{}: {:.6g} t/a {} inside the domain, {:.6g} t/a in the whole file ({} cells without a value)",
                    gridded.file, cutter.inside_kg() / 1e3, gridded.species, file_kg.value() / 1e3, skipped));
    cutter.add_sources(number);
}

}  // namespace lantian
