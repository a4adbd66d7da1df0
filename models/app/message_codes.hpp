#pragma once

#include <array>
#include <string_view>

namespace lantian {

/// Every message code: what it means and what cures it. Codes are stable; each has a test that provokes it.
struct MessageCode {
    std::string_view code;
    std::string_view meaning;
    std::string_view cure;
};

/// E1xx scenario text, E2xx scenario values, E3xx emission and receptor tables, E4xx weather and files, E5xx measures
/// and results, E6xx chemistry, W... warnings.
inline constexpr std::array k_message_codes{
    MessageCode{"E101", "unknown key in the scenario",
                "remove it or take the name that is offered; lantian explain lists all keys"},
    MessageCode{"E102", "scenario file is not valid TOML", "correct the line that is named"},
    MessageCode{"E103", "required key missing", "add it"},
    MessageCode{"E104", "wrong type of value", "write the type that is named"},
    MessageCode{"E105", "date-time without offset from UTC", "add the offset, for example +08:00"},
    MessageCode{"E106", "schema_version not known to this program", "use the version that is named"},
    MessageCode{"E107", "override of --set not understood", "write --set key=value, for example --set time.hours=48"},
    MessageCode{"E109", "instruction set of LANTIAN_INSTRUCTION_SET not known, or not of this machine",
                "take one of those that are named, or leave the variable unset"},
    MessageCode{"E201", "value is not one of the allowed words", "take one of them"},
    MessageCode{"E203", "value outside its allowed range", "stay within the range that is named"},
    MessageCode{"E204", "values contradict each other", "see the message"},
    MessageCode{"W205", "value has no effect", "remove it, or switch on what it belongs to"},
    MessageCode{"E210", "projection not understood", "use an EPSG code, a PROJ string or WKT"},
    MessageCode{"E301", "column without unit", "write the unit in the header, for example nox[g/s]"},
    MessageCode{"E302", "unit not known or of the wrong dimension", "use a unit of the dimension that is named"},
    MessageCode{"E303", "unknown column", "remove it or take the name that is offered"},
    MessageCode{"E304", "required column or property missing", "add it"},
    MessageCode{"E305", "text where a number should stand, NaN or infinity",
                "write a finite number, or leave the cell empty if it is unknown"},
    MessageCode{"E306", "number outside its allowed range", "stay within the range that is named"},
    MessageCode{"E307", "place outside the domain", "correct the coordinates or enlarge domain.bounds_deg"},
    MessageCode{"E308", "name used twice", "make it unique"},
    MessageCode{"E309", "reference to a name that does not exist", "define it or take the name that is offered"},
    MessageCode{"E310", "row has more or fewer fields than the header", "correct the row"},
    MessageCode{"E311", "file is not valid CSV or GeoJSON, or not of the kind expected", "see the message"},
    MessageCode{"E312", "table incomplete", "give all values that the kind asks for"},
    MessageCode{"E313", "quantities contradict each other", "for example pm10 includes pm25 and cannot be less"},
    MessageCode{"E320", "row with an id and no value at all", "give its values or take the row out"},
    MessageCode{"E321", "species or source without any value other than zero", "leave it out, or correct the file"},
    MessageCode{"E322", "rows of two tables do not belong together", "give both files the same samples in one order"},
    MessageCode{"E323", "number of factors and size of the table do not fit", "take fewer factors"},
    MessageCode{"E324", "rules, limits or priors of a receptor model cannot be applied", "see the message"},
    MessageCode{"E330", "date or time of a sample not understood",
                "write 2001-05-13 or 2001-05-13 07:00, all rows alike"},
    MessageCode{"E331", "samples and wind (or trajectories) do not overlap in time",
                "give the times of both; --utc-offset and --sample-hours say how they are meant"},
    MessageCode{"E333", "trajectory file damaged or not of a kind that is read",
                "give HYSPLIT tdump text or a table with arrival, hours, lon, lat"},
    MessageCode{"E334", "table of weights not understood", "see FORMATS.md"},
    MessageCode{"E335", "moving receptor outside the time of the run", "take the row out, or let the run last longer"},
    MessageCode{"E336", "moving receptors at too many heights", "round the heights"},
    MessageCode{"W337", "moving receptor reads when the run is about to end, where puffs are missing",
                "let the run last an hour longer"},
    MessageCode{"W338", "moving receptor faster than anything that samples air", "correct time or place"},
    MessageCode{"E340", "not a library of source profiles, or one without compositions",
                "give the long table of species, SPECIATE or SPECIEUROPE, or profile, species, fraction"},
    MessageCode{"E401", "file not found or not readable", "check the path; it is relative to the scenario file"},
    MessageCode{"E410", "no weather in the time asked for", "give files that cover the run"},
    MessageCode{"E411", "weather does not cover the domain", "give files that cover domain.bounds_deg"},
    MessageCode{"E412", "weather missing for some hours",
                "give the hours, or choose meteorology.if_missing = \"previous_cycle\", \"analog\" or \"hold\""},
    MessageCode{"E413", "weather variable missing", "see the message"},
    MessageCode{"E414", "weather value absurd or not finite", "correct the file"},
    MessageCode{"E415", "times not ascending or repeated", "sort the file"},
    MessageCode{"E416", "winds cannot be made mass consistent on the terrain", "see the message"},
    MessageCode{"E430", "file cannot be opened as NetCDF, or is truncated", "copy it again"},
    MessageCode{"E431", "variable or dimension missing in a NetCDF file", "see FORMATS.md"},
    MessageCode{"E432", "wrong shape or type of a NetCDF variable", "see FORMATS.md"},
    MessageCode{"E433", "GRIB message or file that cannot be read", "copy it again, or leave it out"},
    MessageCode{"E440", "writing failed", "check space and rights of the output folder"},
    MessageCode{"E450", "file is not a puff snapshot of this format, or damaged", "take an intact one"},
    MessageCode{"E460", "stopped on request", "run the scenario again"},
    MessageCode{"E501", "folder holds no finished run", "run the scenario first"},
    MessageCode{"E502", "measure targets nothing", "check sector, source, process and group"},
    MessageCode{"E503", "amount of money or budget not understood", "write for example \"80 MCNY\""},
    MessageCode{"E504", "results hold group tags only", "run again with output.stations_by = \"source\""},
    MessageCode{"E520", "name of an evaluation case not known", "take one that is named"},
    MessageCode{"E601", "mechanism file not understood", "see FORMATS.md for the forms that are read"},
    MessageCode{"E602", "species not in the mechanism", "add it to its list, or take the name that is offered"},
    MessageCode{"E603", "rate of a reaction not understood or incomplete", "see FORMATS.md for the rate forms"},
    MessageCode{"E604", "photolysis without a rate", "give photolysis_per_s, a sun, or photolysis.missing = \"zero\""},
    MessageCode{"E605", "rate refers to a reaction that does not exist, or to itself",
                "name a reaction of the mechanism"},
    MessageCode{"E606", "species or label listed twice", "list it once"},
    MessageCode{"E607", "coefficient or parameter out of range", "see the message"},
    MessageCode{"W608", "reaction does not keep nitrogen or sulfur", "check the yields"},
    MessageCode{"E609", "external rate without a value", "give external, or conditions.missing_external = \"zero\""},
    MessageCode{"E610", "chemistry solver failed", "check rates and tolerances"},
    MessageCode{"W611", "chemistry steps without error control", "check rates and tolerances"},
    MessageCode{"E612", "no mechanism of this name comes with the program",
                "take one of the names that are offered, or give a file"},
    MessageCode{"E900", "internal error", "please report it with the scenario"},
};

}  // namespace lantian
