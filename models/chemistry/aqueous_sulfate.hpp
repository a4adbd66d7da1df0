#pragma once

namespace lantian {

/// Henry constants at 298 K with their change with temperature.
enum class HenrySet {
    cmaq,    ///< SO2 1.23, H2O2 7.45e4, O3 1.13e-2, NO2 1.2e-2 M atm-1
    sander,  ///< SO2 1.4, H2O2 1.1e5, O3 1.14e-2, NO2 1.2e-2 M atm-1 (Sander 2015)
};

/// Droplets or wet particles and the gas above them.
struct AqueousConditions {
    double temperature_k = 298.0;  ///< 233-313
    double ph = 4.5;               ///< 0-9
    double pressure_pa = 101325.0;
    double so2_ppb = 0.0, h2o2_ppb = 0.0, o3_ppb = 0.0, no2_ppb = 0.0;  ///< gas, >= 0
    double iron_m = 0.0, manganese_m = 0.0;                             ///< Fe(III) and Mn(II), mol per litre, >= 0
    double sulfate_m = 0.0;                                             ///< S(VI), mol per litre: slows the metals
    HenrySet henry = HenrySet::sander;
};

/// S(IV) in solution, mol per litre.
struct DissolvedSulfur {
    double so2_m, hso3_m, so3_m;
    [[nodiscard]] double total_m() const noexcept { return so2_m + hso3_m + so3_m; }
};
[[nodiscard]] DissolvedSulfur dissolved_sulfur(const AqueousConditions& conditions) noexcept;

/// Oxidation of S(IV) by route, mol per litre of water and second.
struct SulfateRates {
    double h2o2, o3, metals, no2;
    [[nodiscard]] double total() const noexcept { return h2o2 + o3 + metals + no2; }
};

/// Rates of Hoffmann and Calvert (1985), Martin and Goodman (1991; Fe and Mn with their joint action) and Cheng et al.
/// (2016; NO2, 1.4e5 M-1 s-1 below pH 5 to 2e6 above pH 6, linear between).
[[nodiscard]] SulfateRates sulfate_rates(const AqueousConditions& conditions) noexcept;

/// What one step makes; amounts of gas and solution together, ppb of air.
struct SulfateStep {
    double so4_ppb;   ///< formed
    double h2o2_ppb;  ///< consumed, one for one
    double o3_ppb;    ///< consumed, one for one
    double no2_ppb;   ///< consumed, two for one sulfate
};

/// Sulfate formed in dt_s by water of `water_kg_m3` (0-0.01) at constant pH; the ppb of `conditions` are totals of gas
/// and solution. Each route is solved exactly in turn, H2O2 first, so that no step, however long, takes more than there
/// is.
[[nodiscard]] SulfateStep oxidise_sulfur(const AqueousConditions& conditions, double water_kg_m3, double dt_s) noexcept;

}  // namespace lantian
