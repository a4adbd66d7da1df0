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

}  // namespace lantian
