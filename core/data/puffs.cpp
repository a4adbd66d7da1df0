#include "core/data/puffs.hpp"

namespace lantian {

namespace {

template <typename T>
void renew_column(std::vector<T>& column, std::span<const std::size_t> kept, const std::vector<T>& fresh,
                  std::span<const std::size_t> places) {
    for (std::size_t n = 0; n < kept.size(); ++n) column[n] = column[kept[n]];
    column.resize(kept.size() + fresh.size());
    // From the back: what is kept only moves up, to places already read.
    std::size_t old = kept.size(), add = fresh.size();
    for (std::size_t to = column.size(); add > 0; --to) {
        if (places[add - 1] == to - 1) {
            column[to - 1] = fresh[--add];
        } else {
            column[to - 1] = column[--old];
        }
    }
}

}  // namespace

void PuffStore::clear() {
    id.clear();
    source.clear();
    for_each_column(*this, [](std::vector<double>& column, const char*, const char*) { column.clear(); });
    mass_kg.clear();
}

void PuffStore::renew(std::span<const std::size_t> kept, const PuffStore& fresh, std::span<const std::size_t> places) {
    renew_column(id, kept, fresh.id, places);
    renew_column(source, kept, fresh.source, places);
    std::vector<const std::vector<double>*> from;
    for_each_column(fresh,
                    [&](const std::vector<double>& column, const char*, const char*) { from.push_back(&column); });
    std::size_t c = 0;
    for_each_column(*this, [&](std::vector<double>& column, const char*, const char*) {
        renew_column(column, kept, *from[c++], places);
    });
    renew_column(mass_kg, kept, fresh.mass_kg, places);
}

void PuffStore::reserve(std::size_t n) {
    id.reserve(n);
    source.reserve(n);
    for_each_column(*this, [&](std::vector<double>& column, const char*, const char*) { column.reserve(n); });
    mass_kg.reserve(n);
}

void PuffStore::append(const NewPuff& puff) {
    id.push_back(puff.id);
    source.push_back(puff.source);
    weight_s.push_back(puff.weight_s);
    age_s.push_back(0.0);
    x_m.push_back(puff.x_m);
    y_m.push_back(puff.y_m);
    z_m.push_back(puff.z_m);
    sigma_y_m.push_back(puff.sigma_y_m);
    sigma_z_m.push_back(puff.sigma_z_m);
    lid_m.push_back(puff.lid_m);
    rise_left_m.push_back(puff.rise_left_m);
    rise_rate.push_back(puff.rise_rate);
    travelled_m.push_back(0.0);
    draught_m.push_back(0.0);
    sunk_m.push_back(0.0);
    stretch_m2.push_back(0.0);
    cross_m2.push_back(0.0);
    lean_x_m2.push_back(0.0);
    lean_y_m2.push_back(0.0);
    mass_kg.push_back(puff.mass_kg);
}

void PuffStore::append_from(const PuffStore& other, std::size_t index) {
    id.push_back(other.id[index]);
    source.push_back(other.source[index]);
    weight_s.push_back(other.weight_s[index]);
    age_s.push_back(other.age_s[index]);
    x_m.push_back(other.x_m[index]);
    y_m.push_back(other.y_m[index]);
    z_m.push_back(other.z_m[index]);
    sigma_y_m.push_back(other.sigma_y_m[index]);
    sigma_z_m.push_back(other.sigma_z_m[index]);
    lid_m.push_back(other.lid_m[index]);
    rise_left_m.push_back(other.rise_left_m[index]);
    rise_rate.push_back(other.rise_rate[index]);
    travelled_m.push_back(other.travelled_m[index]);
    draught_m.push_back(other.draught_m[index]);
    sunk_m.push_back(other.sunk_m[index]);
    stretch_m2.push_back(other.stretch_m2[index]);
    cross_m2.push_back(other.cross_m2[index]);
    lean_x_m2.push_back(other.lean_x_m2[index]);
    lean_y_m2.push_back(other.lean_y_m2[index]);
    mass_kg.push_back(other.mass_kg[index]);
}

}  // namespace lantian
