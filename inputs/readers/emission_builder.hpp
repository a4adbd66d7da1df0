#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/data/grid.hpp"
#include "core/data/scenario.hpp"
#include "inputs/readers/emissions.hpp"
#include "inputs/readers/geometry.hpp"
#include "inputs/readers/speciation.hpp"
#include "inputs/readers/table.hpp"

namespace lantian {

/// Inventory mass of one source before the size split: which species the inventory names, kg per calendar year.
struct InventoryMass {
    EmittedMass annual_kg{};
    std::array<bool, k_emitted_count> given{};
};

/// What the emission readers of one scenario share: profiles, speciation, ids that are taken, totals and notes.
class EmissionBuilder {
  public:
    EmissionBuilder(const Scenario& scenario, const Grid& grid, Problems& problems);

    [[nodiscard]] const Grid& grid() const { return grid_; }
    [[nodiscard]] Problems& problems() { return problems_; }
    [[nodiscard]] MapBox domain() const { return {grid_.west_m, grid_.south_m, grid_.east_m(), grid_.north_m()}; }
    /// "111.9 to 113 E, 34.8 to 35.5 N"
    [[nodiscard]] std::string domain_text() const;
    /// Projected point; not finite when the projection cannot reach it.
    [[nodiscard]] MapPoint project(LonLat place) const;
    /// Seconds in the local calendar year of the run's start: turns mean rates into annual totals.
    [[nodiscard]] double year_s() const { return year_s_; }
    [[nodiscard]] int year() const { return year_; }

    /// Index of a profile; empty when it does not exist.
    [[nodiscard]] std::optional<std::size_t> profile(const std::string& name) const;
    /// "did you mean ..." or the list of profiles.
    [[nodiscard]] std::string profile_hint(const std::string& name) const;
    /// Index of a building in the catalog; a table of faces is turned to the map at the place of the first source that
    /// names it. Empty when there is no such building.
    [[nodiscard]] std::optional<std::size_t> building(const std::string& name, LonLat place);
    [[nodiscard]] std::string building_hint(const std::string& name) const;
    /// Remembers an id; returns where it stood first ("stacks.csv line 3"), or an empty text when it is new.
    [[nodiscard]] std::string take_id(const std::string& id, const std::string& where);

    /// Counts something that the reader decided: shown as "<file>: <text>: N sources".
    void count(const std::string& text, std::size_t n = 1) { counts_[text] += n; }
    void note(std::string text) { notes_.push_back(std::move(text)); }
    /// Mass that lies outside the domain and is dropped, kg a-1, by file.
    void lose(const std::string& file, const InventoryMass& mass, double share);

    /// Size split, metals and totals, then the source joins the catalog. `kept` is the share of the mass inside the
    /// domain.
    void add(Source source, const InventoryMass& mass, double kept);
    /// A source of dust joins the catalog; it has no annual rate.
    void add_dust(Source source);
    [[nodiscard]] EmissionInputs finish();

  private:
    const Grid& grid_;
    Problems& problems_;
    int year_ = 1970;
    double year_s_ = 0.0;
    EmissionInputs out_;
    Speciation speciation_;
    std::map<std::string, std::string> id_places_;
    std::map<std::string, std::size_t> counts_;
    std::map<std::string, EmittedMass> lost_;
    std::vector<std::string> notes_;
    std::vector<bool> building_named_;  ///< by building
};

/// Runs `call`; an Error it throws is appended to `problems` instead.
template <typename Call>
void collect(Problems& problems, Call&& call) {
    try {
        call();
    } catch (const Error& error) {
        for (const Problem& problem : error.problems()) problems.add(problem);
    }
}

/// Points, boxes, polygons and roads of one table (CSV or GeoJSON).
void read_source_table(const std::string& path, const Scenario::Emissions& settings, EmissionBuilder& builder);
/// Dust sources of one GeoJSON file (emissions.dust).
void read_dust_sources(const std::string& path, const Scenario::Emissions& settings, EmissionBuilder& builder);

/// The gridded file `all[number]`.
void read_gridded(const std::vector<Scenario::Gridded>& all, std::size_t number, double area_cell_m,
                  EmissionBuilder& builder);

}  // namespace lantian
