#include "models/run/snapshot.hpp"

#include <array>
#include <cstring>

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/base/version.hpp"
#include "core/io/atomic_write.hpp"
#include "core/io/hash.hpp"
#include "core/io/hdf5_file.hpp"

namespace lantian {

namespace {

constexpr const char* k_format = "lantian-puffs";
constexpr double k_format_version = 2.0;

/// Hash over every column's bytes, so that a damaged file is found out.
std::string content_hash(const PuffStore& puffs) {
    std::string bytes;
    const auto add = [&](const void* data, std::size_t size) { bytes.append(static_cast<const char*>(data), size); };
    add(puffs.id.data(), puffs.id.size() * sizeof(puffs.id[0]));
    add(puffs.source.data(), puffs.source.size() * sizeof(puffs.source[0]));
    for_each_column(puffs, [&](const std::vector<double>& column, const char*, const char*) {
        add(column.data(), column.size() * sizeof(double));
    });
    add(puffs.mass_kg.data(), puffs.mass_kg.size() * sizeof(CarriedMass));
    return hash_text(bytes);
}

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
    Problem problem;
    problem.code = "E450";
    problem.file = path;
    problem.message = why;
    problem.hint = "take an intact puff snapshot of format lantian-puffs 2";
    throw Error(problem);
}

}  // namespace

void write_snapshot(const std::string& path, const PuffSnapshot& snapshot) {
    const PuffStore& puffs = snapshot.puffs;
    Hdf5File file = Hdf5File::create(part_name(path));
    file.attribute("/", "format", k_format);
    file.attribute("/", "version", k_format_version);
    file.attribute("/", "time", format_time(snapshot.time));
    file.attribute("/", "program", std::string("lantian ") + k_version);
    file.attribute("/", "scenario_hash", snapshot.scenario_hash);
    file.attribute("/", "xxh3", content_hash(puffs));
    file.write_texts("source_ids", snapshot.source_ids);
    std::vector<std::string> species;
    for (const SpeciesProperties& s : species_table()) species.emplace_back(s.name);
    file.write_texts("species", species);
    file.create_group("puffs");
    const std::array<std::size_t, 1> shape{puffs.size()};
    file.write("puffs/id", puffs.id, shape);
    file.write("puffs/source", puffs.source, shape);
    for_each_column(puffs, [&](const std::vector<double>& column, const char* name, const char* unit) {
        const std::string dataset = std::string("puffs/") + name;
        file.write(dataset, column, shape);
        file.attribute(dataset, "units", unit);
    });
    std::vector<double> mass;
    mass.reserve(puffs.size() * k_carried_count);
    for (const CarriedMass& m : puffs.mass_kg) mass.insert(mass.end(), m.begin(), m.end());
    const std::array<std::size_t, 2> mass_shape{puffs.size(), k_carried_count};
    file.write("puffs/mass", mass, mass_shape);
    file.attribute("puffs/mass", "units", "kg");
    file.close();
    publish_part(path);
}

PuffSnapshot read_snapshot(const std::string& path) {
    const Hdf5File file = Hdf5File::open(path);
    if (file.text_attribute("/", "format").value_or("") != k_format)
        refuse(path, "not a puff snapshot: attribute format is not lantian-puffs");
    if (file.number_attribute("/", "version").value_or(0.0) != k_format_version)
        refuse(path, "puff snapshot of another format version");
    PuffSnapshot snapshot;
    const std::optional<UtcTime> time = parse_time(file.text_attribute("/", "time").value_or(""));
    if (!time) refuse(path, "attribute time is not a time");
    snapshot.time = *time;
    snapshot.scenario_hash = file.text_attribute("/", "scenario_hash").value_or("");
    snapshot.source_ids = file.read_texts("source_ids");
    PuffStore& puffs = snapshot.puffs;
    puffs.id = file.read_uint64("puffs/id");
    puffs.source = file.read_uint32("puffs/source");
    const std::size_t n = puffs.size();
    for_each_column(puffs, [&](std::vector<double>& column, const char* name, const char*) {
        column = file.read_doubles(std::string("puffs/") + name);
        if (column.size() != n)
            refuse(path, fmt::format("column {} holds {} values for {} puffs", name, column.size(), n));
    });
    const std::vector<double> mass = file.read_doubles("puffs/mass");
    if (puffs.source.size() != n || mass.size() != n * k_carried_count) refuse(path, "columns of different lengths");
    puffs.mass_kg.resize(n);
    if (n > 0) std::memcpy(puffs.mass_kg.data(), mass.data(), mass.size() * sizeof(double));
    if (content_hash(puffs) != file.text_attribute("/", "xxh3").value_or(""))
        refuse(path, "contents do not fit their hash: the file is damaged");
    return snapshot;
}

}  // namespace lantian
