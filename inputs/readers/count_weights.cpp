#include "inputs/readers/count_weights.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "inputs/readers/table.hpp"

namespace lantian {

CountWeightTable read_count_weights(const std::string& path, Problems& problems) {
    Table table = read_table(path);
    constexpr const char* k_count = "endpoints_above";
    constexpr const char* k_multiple = "mean_multiple_above";
    CountWeightTable out;
    out.relative = table.has(k_multiple);
    if (out.relative == table.has(k_count)) {
        problems.add({Severity::error, ErrorKind::bad_data, "E334", path, 1, 0,
                      "one of the columns endpoints_above and mean_multiple_above must be there, not both",
                      "for example: endpoints_above,weight"});
        return out;
    }
    const char* const limit = out.relative ? k_multiple : k_count;
    const std::array specs{ColumnSpec{limit, ColumnSpec::Kind::text}, ColumnSpec{"weight", ColumnSpec::Kind::text}};
    table.expect_columns(specs, problems);
    if (problems.has_errors()) return out;
    std::vector<std::pair<double, double>> rows;
    for (std::size_t r = 0; r < table.rows(); ++r) {
        const double above = table.number(r, limit, problems, {0.0, 1e12});
        const double weight = table.number(r, "weight", problems, {0.0, 1.0});
        rows.emplace_back(above, weight);
    }
    if (problems.has_errors()) return out;
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (std::size_t r = 0; r < rows.size(); ++r) {
        if (r > 0 && rows[r].first == rows[r - 1].first) {
            problems.add({Severity::error, ErrorKind::bad_data, "E308", path, 0, 0,
                          std::string(limit) + " holds a limit twice", "give each limit once"});
        }
        out.above.push_back(rows[r].first);
        out.weight.push_back(rows[r].second);
    }
    if (out.above.back() != 0.0) {
        problems.add({Severity::error, ErrorKind::bad_data, "E334", path, 0, 0,
                      std::string(limit) + " has no row for 0: cells with few endpoints would have no weight",
                      "add the weight of cells with few endpoints, limit 0"});
    }
    return out;
}

}  // namespace lantian
