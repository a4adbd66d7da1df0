#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/data/results.hpp"
#include "models/run/result_file.hpp"

namespace lantian {

/// fields.nc: gridded hourly means by group tag (inputs/schema/FORMATS.md). Collects a day, then compresses and writes
/// it in the background. The file appears under its name only when finish() has run.
class FieldsWriter final : public ResultSink {
  public:
    FieldsWriter(const std::string& path, const ResultContext& context, const Channels& channels);
    void hour(const HourlyResults& results) override;
    void finish();

  private:
    void flush();

    std::string path_;
    ResultContext context_;
    Channels channels_;
    std::vector<ResultVariable> variables_;
    NetcdfFile file_;
    std::size_t tags_ = 0;  ///< with outside
    std::size_t hours_written_ = 0, hours_held_ = 0;
    std::vector<std::vector<float>> held_;          ///< per variable: (tag, hour, y, x)
    std::vector<std::vector<double>> held_double_;  ///< the same when double precision is asked for
    BackgroundJob job_;
};

/// stations.nc: hourly means at receptors by source.
class StationsWriter final : public ResultSink {
  public:
    StationsWriter(const std::string& path, const ResultContext& context, const Channels& channels);
    void hour(const HourlyResults& results) override;
    void finish();

  private:
    std::string path_;
    ResultContext context_;
    Channels channels_;
    std::vector<ResultVariable> variables_;
    NetcdfFile file_;
    std::size_t sources_ = 0;  ///< with outside
    std::size_t hours_written_ = 0;
    std::vector<double> slice_;
};

}  // namespace lantian
