#include "core/data/ledger.hpp"

#include <algorithm>
#include <cmath>

namespace lantian {

double MassAccount::closure() const {
    const double scale = emitted.value() + std::abs(transformed.value());
    if (scale == 0.0) return 0.0;
    return (emitted.value() - airborne - dry.value() - wet.value() - transformed.value() - outflow.value()) / scale;
}

double MassLedger::worst_closure(std::size_t species) const {
    double worst = 0.0;
    for (std::size_t s = 0; s < sources_; ++s) worst = std::max(worst, std::abs(at(s, species).closure()));
    return worst;
}

MassAccount MassLedger::total(std::size_t species) const {
    MassAccount total;
    Sum airborne;
    for (std::size_t s = 0; s < sources_; ++s) {
        const MassAccount& a = at(s, species);
        total.emitted.add(a.emitted.value());
        total.dry.add(a.dry.value());
        total.wet.add(a.wet.value());
        total.transformed.add(a.transformed.value());
        total.outflow.add(a.outflow.value());
        airborne.add(a.airborne);
    }
    total.airborne = airborne.value();
    return total;
}

EmittedMass emitted_kg(const MassLedger& ledger, std::size_t source) {
    EmittedMass out{};
    const auto add = [&](Emitted to, Carried from) {
        out[index(to)] += ledger.at(source, index(from)).emitted.value();
    };
    using enum Carried;
    add(Emitted::pm25, pm25_primary);
    add(Emitted::so2, so2);
    add(Emitted::nox, nox);
    add(Emitted::voc, voc);
    add(Emitted::nh3, nh3);
    for (const Carried size : {pm25_primary, pm_coarse}) add(Emitted::pm10, size);
    for (const Carried size : {pb_fine, pb_coarse, pb_giant}) add(Emitted::pb, size);
    for (const Carried size : {cd_fine, cd_coarse, cd_giant}) add(Emitted::cd, size);
    for (const Carried size : {as_fine, as_coarse, as_giant}) add(Emitted::as, size);
    for (const Carried form : {hg_fine, hg_coarse, hg_elemental, hg_oxidised}) add(Emitted::hg, form);
    return out;
}

}  // namespace lantian
