#include "inputs/readers/aermod_keywords.hpp"

namespace lantian {

namespace {

/// Pathways, and keywords that have no say in a concentration or only tell what the files tell as well.
const std::set<std::string> k_paths{"CO", "SO", "RE", "ME", "OU", "EV"};
const std::set<std::string> k_harmless{
    "TITLEONE", "TITLETWO", "AVERTIME", "POLLUTID", "RUNORNOT", "ERRORFIL", "EVENTFIL", "SAVEFILE",
    "INITFILE", "DEBUGOPT", "ELEVUNIT", "SRCDESCR", "SURFDATA", "UAIRDATA", "SITEDATA", "PROFBASE",
    "WINDCATS", "NUMYEARS", "RECTABLE", "MAXTABLE", "DAYTABLE", "SUMMFILE", "MAXIFILE", "PLOTFILE",
    "TOXXFILE", "RANKFILE", "EVALFILE", "SEASONHR", "FILEFORM", "NOHEADER", "MAXDAILY", "MXDYBYYR",
    "MAXDCONT", "EVENTOUT", "EVENTPER", "EVENTLOC", "MULTYEAR", "GDSEASON", "GDLANUSE", "GASDEPDF",
    "GASDEPVD", "RBARRIER", "RDEPRESS", "RLEMCONV", "LOW_WIND", "O3VALUES", "OZONEFIL", "OZONUNIT",
    "NO2EQUIL", "NO2STACK", "NO2RATIO", "ARMRATIO", "AWMADWNW", "ORD_DWNW", "DEPUNIT"};
/// Keywords of a source that change what it gives and that we do not have; the source is their first value.
const std::map<std::string, std::string> k_source_without{
    {"EMISFACT", "emissions that vary"},     {"PARTDIAM", "deposition of particles"},
    {"MASSFRAX", "deposition of particles"}, {"PARTDENS", "deposition of particles"},
    {"METHOD_2", "deposition of particles"}, {"GASDEPOS", "deposition of gases"},
    {"OLMGROUP", "chemistry of NO2"},        {"PSDGROUP", "chemistry of NO2"},
};
/// Keywords that change every answer of a deck and that we do not have.
const std::map<std::string, std::string> k_deck_without{
    {"HOUREMIS", "emissions from an hourly file"},
    {"EMISUNIT", "units of emission other than g/s"},
    {"CONCUNIT", "units of concentration"},
    {"DEPOUNIT", "units of deposition"},
    {"URBANOPT", "urban nights"},
    {"URBANSRC", "urban nights"},
    {"BACKGRND", "background"},
    {"BACKUNIT", "background"},
    {"BGSECTOR", "background"},
    {"INCLUDED", "parts of the deck in other files"},
    {"SCIMBYHR", "sampled hours"},
    {"DAYRANGE", "chosen days"},
    {"STARTEND", "chosen days"},
    {"WDROTATE", "turned winds"},
    {"AREADPLT", "depletion"},
    {"HALFLIFE", "decay"},
    {"DCAYCOEF", "decay"},
};
const std::set<std::string> k_building{"BUILDHGT", "BUILDWID", "BUILDLEN", "XBADJ", "YBADJ"};
const std::set<std::string> k_options{"CONC",     "FLAT",   "ELEV",  "BETA",     "ALPHA",  "DFAULT",
                                      "WARNCHKD", "NOWARN", "NOSTD", "FASTAREA", "NOCHKD", "NOURBTRAN"};

}  // namespace

const std::set<std::string>& deck_paths() { return k_paths; }
const std::set<std::string>& deck_harmless() { return k_harmless; }
const std::map<std::string, std::string>& deck_source_without() { return k_source_without; }
const std::map<std::string, std::string>& deck_without_keywords() { return k_deck_without; }
const std::set<std::string>& deck_building() { return k_building; }
const std::set<std::string>& deck_options() { return k_options; }

}  // namespace lantian
