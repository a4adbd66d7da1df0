#include <algorithm>

#include "models/chemistry/inorganic_solution.hpp"

namespace lantian {

namespace {

/// Takes what two partners can bind (per mole of salt `a` of the first, `b` of the second) off both.
double bind(double& first, double a, double& second, double b) noexcept {
    const double salt = std::max(std::min(first / a, second / b), 0.0);
    first = std::max(first - a * salt, 0.0);
    second = std::max(second - b * salt, 0.0);
    return salt;
}

/// Cations and anions not yet bound.
struct Free {
    double na, ca, k, mg, so4, no3, cl;
};

void sodium_to_nitrate(NominalSalts& salts, Free& free) noexcept {
    salts.amount[salt_nano3] += bind(free.na, 1, free.no3, 1);
    salts.amount[salt_nacl] += bind(free.na, 1, free.cl, 1);
}

void crustals_to_nitrate(NominalSalts& salts, Free& free) noexcept {
    salts.amount[salt_cano32] += bind(free.ca, 1, free.no3, 2);
    salts.amount[salt_cacl2] += bind(free.ca, 1, free.cl, 2);
    salts.amount[salt_mgno32] += bind(free.mg, 1, free.no3, 2);
    salts.amount[salt_mgcl2] += bind(free.mg, 1, free.cl, 2);
    salts.amount[salt_nano3] += bind(free.na, 1, free.no3, 1);
    salts.amount[salt_kcl] += bind(free.k, 1, free.cl, 1);
    salts.amount[salt_kno3] += bind(free.k, 1, free.no3, 1);
}

/// Letovicite with what is left over of ammonium sulfate or bisulfate; NaHSO4 and KHSO4 where ammonium is short.
void acid_sulfates(NominalSalts& salts, Free& free, double nh3) noexcept {
    const double nh4 = std::min(nh3, 2.0 * free.so4);
    double lc = 0.0;
    if (2.0 * nh4 >= 3.0 * free.so4) {
        lc = 0.5 * free.so4;
        const double rest_nh4 = std::min(std::max(nh4 - 3.0 * lc, 0.0), lc);
        lc -= rest_nh4;
        salts.amount[salt_nh42so4] = 2.0 * rest_nh4;
    } else {
        lc = nh4 / 3.0;
        const double rest_so4 = std::max(free.so4 - 2.0 * lc, 0.0);
        const double turned = std::min(rest_so4, lc);
        salts.amount[salt_nh4hso4] = 3.0 * turned;
        lc -= turned;
        double acid = rest_so4 - turned;
        const double of_na = std::min(acid, salts.amount[salt_na2so4]);
        acid -= of_na;
        const double of_k = std::min(acid, salts.amount[salt_k2so4]);
        acid -= of_k;
        salts.amount[salt_na2so4] -= of_na;
        salts.amount[salt_k2so4] -= of_k;
        salts.amount[salt_nahso4] = 2.0 * (of_na + of_k);
        salts.khso4 = 2.0 * of_k;
        salts.amount[salt_h2so4] = acid;
    }
    salts.amount[salt_lc] = lc;
    salts.nh4_in_sulfate = nh4;
}

}  // namespace

AerosolRegime aerosol_regime(const InorganicTotals& t) noexcept {
    const double sodium_crustal = t.na + t.ca + t.k + t.mg, cations = sodium_crustal + t.nh3;
    if (cations < t.so4) return AerosolRegime::free_acid;
    if (cations < 2.0 * t.so4) return AerosolRegime::sulfate_rich;
    if (sodium_crustal < 2.0 * t.so4 || sodium_crustal <= 0.0) return AerosolRegime::ammonia_rich;
    return t.ca + t.k + t.mg <= 2.0 * t.so4 ? AerosolRegime::sodium_rich : AerosolRegime::crustal_rich;
}

NominalSalts nominal_salts(AerosolRegime regime, const InorganicTotals& t, bool keep_all) noexcept {
    NominalSalts salts;
    Free free{t.na, t.ca, t.k, t.mg, t.so4, t.no3, t.cl};
    auto& amount = salts.amount;
    salts.caso4 = bind(free.ca, 1, free.so4, 1);
    switch (regime) {
        case AerosolRegime::ammonia_rich:
            amount[salt_k2so4] = bind(free.k, 2, free.so4, 1);
            amount[salt_na2so4] = bind(free.na, 2, free.so4, 1);
            amount[salt_mgso4] = bind(free.mg, 1, free.so4, 1);
            amount[salt_nh42so4] = free.so4;
            salts.nh4_in_sulfate = 2.0 * free.so4;
            break;
        case AerosolRegime::sodium_rich:
            amount[salt_k2so4] = bind(free.k, 2, free.so4, 1);
            amount[salt_mgso4] = bind(free.mg, 1, free.so4, 1);
            amount[salt_na2so4] = bind(free.na, 2, free.so4, 1);
            sodium_to_nitrate(salts, free);
            break;
        case AerosolRegime::crustal_rich:
            amount[salt_k2so4] = bind(free.k, 2, free.so4, 1);
            amount[salt_mgso4] = bind(free.mg, 1, free.so4, 1);
            amount[salt_nacl] = bind(free.na, 1, free.cl, 1);
            crustals_to_nitrate(salts, free);
            break;
        case AerosolRegime::sulfate_rich:
            amount[salt_k2so4] = bind(free.k, 2, free.so4, 1);
            amount[salt_na2so4] = bind(free.na, 2, free.so4, 1);
            amount[salt_mgso4] = bind(free.mg, 1, free.so4, 1);
            acid_sulfates(salts, free, t.nh3);
            break;
        case AerosolRegime::free_acid:
            amount[salt_nh4hso4] = t.nh3;
            amount[salt_nahso4] = free.na + free.k;
            salts.khso4 = free.k;
            amount[salt_mgso4] = free.mg;
            amount[salt_h2so4] = std::max(free.so4 - t.nh3 - free.na - free.k - free.mg, 0.0);
            salts.nh4_in_sulfate = t.nh3;
            free.na = free.k = free.mg = 0.0;
            break;
    }
    if (keep_all) {
        sodium_to_nitrate(salts, free);
        crustals_to_nitrate(salts, free);
        salts.na = t.na;
        salts.ca = t.ca - salts.caso4;
        salts.k = t.k;
        salts.mg = t.mg;
    } else {
        salts.na = t.na - free.na;
        salts.ca = std::max(t.ca - salts.caso4 - free.ca, 0.0);
        salts.k = t.k - free.k;
        salts.mg = t.mg - free.mg;
    }
    salts.fixed_no3 = amount[salt_nano3] + amount[salt_kno3] + 2.0 * (amount[salt_cano32] + amount[salt_mgno32]);
    salts.fixed_cl = amount[salt_nacl] + amount[salt_kcl] + 2.0 * (amount[salt_cacl2] + amount[salt_mgcl2]);
    return salts;
}

}  // namespace lantian
