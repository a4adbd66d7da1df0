#include "core/data/puffs.hpp"

namespace lantian {

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
    sunk_m.push_back(0.0);
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
    sunk_m.push_back(other.sunk_m[index]);
    mass_kg.push_back(other.mass_kg[index]);
}

}  // namespace lantian
