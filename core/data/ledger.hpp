#pragma once

#include <cstddef>
#include <vector>

#include "core/data/species.hpp"
#include "core/math/sum.hpp"

namespace lantian {

/// emitted = airborne + dry + wet + transformed + outflow, per source (finest tag) and carried species, kg.
/// transformed is what left the species by chemistry, negative for what it gained (so4, no3).
struct MassAccount {
    Sum emitted, dry, wet, transformed, outflow;
    double airborne = 0.0;  ///< set when the account is closed

    /// (emitted - all that became of it) / scale, scale = emitted + |transformed|; 0 for an empty account.
    [[nodiscard]] double closure() const;
};

class MassLedger {
  public:
    MassLedger() = default;
    explicit MassLedger(std::size_t sources) : accounts_(sources * k_carried_count), sources_(sources) {}
    [[nodiscard]] MassAccount& at(std::size_t source, std::size_t species) {
        return accounts_[source * k_carried_count + species];
    }
    [[nodiscard]] const MassAccount& at(std::size_t source, std::size_t species) const {
        return accounts_[source * k_carried_count + species];
    }
    [[nodiscard]] std::size_t sources() const { return sources_; }
    /// Largest |closure| over all sources for one species.
    [[nodiscard]] double worst_closure(std::size_t species) const;
    /// Sum over sources in source order.
    [[nodiscard]] MassAccount total(std::size_t species) const;

  private:
    std::vector<MassAccount> accounts_;
    std::size_t sources_ = 0;
};

/// What a source let go so far, kg by species of the inventory: pm10 holds pm25, metals all their sizes and gases.
[[nodiscard]] EmittedMass emitted_kg(const MassLedger& ledger, std::size_t source);

}  // namespace lantian
