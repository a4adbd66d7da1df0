#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/data/ledger.hpp"
#include "core/data/results.hpp"
#include "core/io/chunk_file.hpp"
#include "models/run/result_file.hpp"

namespace lantian {

/// fields.nc: gridded hourly means by group tag (inputs/schema/FORMATS.md). Collects a day; while the next one comes in
/// it is compressed and written piece by piece. The file appears under its name only when finish() has run.
class FieldsWriter final : public ResultSink {
  public:
    FieldsWriter(const std::string& path, const ResultContext& context, const Channels& channels);
    void hour(const HourlyResults& results) override;
    /// additivity: whether shares of sources add up, stored as an attribute.
    void finish(const std::string& additivity = {});

  private:
    /// Per variable (tag, hour of the day, y, x), a chunk of the file for each tag: the day that comes in and the one
    /// being written.
    template <typename Value>
    struct HeldDays {
        std::vector<std::vector<Value>> filling, writing;
        std::size_t hours = 0;          ///< held in filling
        std::size_t writing_hours = 0;  ///< held in writing; 0: there is no such day yet
        std::size_t hours_written = 0;  ///< before the day being written
        std::size_t parts_written = 0;  ///< of that day
    };
    void define();
    template <typename Value>
    void add_hour(HeldDays<Value>& held, const HourlyResults& results);
    template <typename Value>
    void convert(HeldDays<Value>& held, const HourlyResults& results);
    /// Values of a part of the day in hand, and its writing.
    template <typename Value>
    std::span<const Value> part_of(HeldDays<Value>& held, std::size_t part);
    template <typename Value>
    void write_part(const HeldDays<Value>& held, std::size_t part, std::span<const std::byte> packed);
    /// Writes the day in hand up to part `until`.
    template <typename Value>
    void write_parts(HeldDays<Value>& held, std::size_t until);
    template <typename Value>
    void next_day(HeldDays<Value>& held);
    template <typename Value>
    void write_rest(HeldDays<Value>& held);
    /// A day is written in this many parts, one for each variable and tag: the chunks of the file.
    [[nodiscard]] std::size_t parts() const { return variables_.size() * tags_; }

    std::string path_;
    ResultContext context_;
    Channels channels_;
    std::vector<ResultVariable> variables_;
    std::size_t tags_ = 0;  ///< with outside
    std::size_t hours_per_chunk_ = 0;
    HeldDays<float> held_float_;
    HeldDays<double> held_double_;  ///< when double precision is asked for
    ChunkPacker packer_;
    std::optional<ChunkFile> chunks_;
};

/// stations.nc: hourly means at receptors by source, or by group tag (output.stations_by).
class StationsWriter final : public ResultSink {
  public:
    StationsWriter(const std::string& path, const ResultContext& context, const Channels& channels);
    void hour(const HourlyResults& results) override;
    /// ledger: of the finished run, for what each source let go.
    void finish(const MassLedger& ledger, const std::string& additivity = {});

  private:
    /// Per variable (hour of the day, source, receptor): a chunk of the file.
    template <typename Value>
    using HeldDay = std::vector<std::vector<Value>>;
    void define();
    template <typename Value>
    void convert(HeldDay<Value>& held, const HourlyResults& results);
    template <typename Value>
    void write_day(HeldDay<Value>& held);
    void flush();

    std::string path_;
    ResultContext context_;
    Channels channels_;
    std::vector<ResultVariable> variables_;
    std::size_t sources_ = 0;  ///< or groups, with outside
    std::size_t hours_per_chunk_ = 0;
    std::size_t hours_written_ = 0, hours_held_ = 0;
    HeldDay<float> held_float_;
    HeldDay<double> held_double_;
    ChunkPacker packer_;
    std::optional<ChunkFile> chunks_;
};

}  // namespace lantian
