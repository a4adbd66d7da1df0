#include "core/io/netcdf_file.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netcdf.h>
#include <sys/resource.h>
#include <csignal>

#include "core/data/projection.hpp"
#include "core/io/grid_mapping.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/thrown.hpp"

namespace lantian {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Scratch;
using testing::thrown;

void write_sample(const std::string& path, std::size_t n) {
    NetcdfFile file = NetcdfFile::create(path);
    file.define_dimension("time", 0);
    file.define_dimension("x", n);
    file.define_dimension("name", 2);
    file.define_variable("a", NetcdfFile::Type::f64, {"time", "x"},
                         {.chunks = {1, n}, .deflate_level = 4, .fill_value = -9.0});
    file.define_variable("b", NetcdfFile::Type::f32, {"x"});
    file.define_variable("c", NetcdfFile::Type::i64, {"x"});
    file.define_variable("names", NetcdfFile::Type::text, {"name"});
    file.attribute("a", "units", "ug m-3");
    file.attribute("a", "valid_min", 0.5);
    file.attribute("", "title", "sample");
    file.define_group_attribute("provenance", "commit", "abc");
    std::vector<double> values(n);
    for (std::size_t i = 0; i < n; ++i) values[i] = static_cast<double>(i) + 0.25;
    for (std::size_t t = 0; t < 3; ++t) {
        const std::size_t start[] = {t, 0}, count[] = {1, n};
        if (t == 2) values[1] = -9.0;
        file.write("a", start, count, values);
    }
    file.write("b", values);
    std::vector<double> seconds(n, 1768435200.0);
    file.write("c", seconds);
    const std::vector<std::string> names{"济源", "two words"};
    file.write_texts("names", names);
    file.close();
}

TEST(NetcdfFile, RoundTripKeepsValuesTextsAndAttributes) {
    const Scratch scratch;
    write_sample(scratch.path("a.nc"), 7);
    const NetcdfFile file = NetcdfFile::open(scratch.path("a.nc"));
    EXPECT_THAT(file.variables(), ElementsAre("a", "b", "c", "names"));
    EXPECT_THAT(file.shape_of("a"), ElementsAre(3, 7));
    EXPECT_THAT(file.dimensions_of("a"), ElementsAre("time", "x"));
    EXPECT_EQ(file.dimension("x"), 7u);
    const std::vector<double> a = file.read("a");
    EXPECT_EQ(a[6], 6.25);
    EXPECT_TRUE(std::isnan(a[15])) << "the fill value must come back as NaN";
    const std::size_t start[] = {1, 2}, count[] = {1, 3};
    EXPECT_THAT(file.read("a", start, count), ElementsAre(2.25, 3.25, 4.25));
    EXPECT_EQ(file.read("c")[3], 1768435200.0);
    EXPECT_THAT(file.read_texts("names"), ElementsAre("济源", "two words"));
    EXPECT_EQ(file.text_attribute("a", "units"), "ug m-3");
    EXPECT_EQ(file.number_attribute("a", "valid_min"), 0.5);
    EXPECT_EQ(file.text_attribute("", "title"), "sample");
    EXPECT_EQ(file.group_attribute("provenance", "commit"), "abc");
    EXPECT_FALSE(file.text_attribute("a", "absent").has_value());
    EXPECT_FALSE(file.number_attribute("a", "units").has_value());
}

TEST(NetcdfFile, PackedIntegersAndCharsAreUnpacked) {
    const Scratch scratch;
    const std::string path = scratch.path("classic.nc");
    int id = -1, x = -1, len = -1, packed = -1, times = -1;
    ASSERT_EQ(nc_create(path.c_str(), NC_CLOBBER, &id), NC_NOERR);
    nc_def_dim(id, "x", 3, &x);
    nc_def_dim(id, "len", 5, &len);
    nc_def_var(id, "packed", NC_SHORT, 1, &x, &packed);
    const int dims[] = {x, len};
    nc_def_var(id, "Times", NC_CHAR, 2, dims, &times);
    const double scale = 0.5, offset = 10.0;
    const short missing = -7;
    nc_put_att_double(id, packed, "scale_factor", NC_DOUBLE, 1, &scale);
    nc_put_att_double(id, packed, "add_offset", NC_DOUBLE, 1, &offset);
    nc_put_att_short(id, packed, "missing_value", NC_SHORT, 1, &missing);
    nc_enddef(id);
    const short values[] = {4, -7, 2};
    nc_put_var_short(id, packed, values);
    nc_put_var_text(id, times, "abcdeab\0\0\0a    ");
    nc_close(id);
    const NetcdfFile file = NetcdfFile::open(path);
    const std::vector<double> got = file.read("packed");
    EXPECT_EQ(got[0], 12.0);
    EXPECT_TRUE(std::isnan(got[1]));
    EXPECT_EQ(got[2], 11.0);
    EXPECT_THAT(file.read_texts("Times"), ElementsAre("abcde", "ab", "a"));
}

TEST(NetcdfFile, MissingVariableAndWrongShapeAreNamed) {
    const Scratch scratch;
    write_sample(scratch.path("a.nc"), 4);
    const NetcdfFile file = NetcdfFile::open(scratch.path("a.nc"));
    const Problem missing = thrown([&] { (void)file.read("PBLH"); });
    EXPECT_EQ(missing.code, "E431");
    EXPECT_EQ(missing.file, scratch.path("a.nc"));
    EXPECT_THAT(missing.message, HasSubstr("PBLH"));
    EXPECT_EQ(thrown([&] { (void)file.dimension("south_north"); }).code, "E431");
    const std::size_t start[] = {2, 0}, count[] = {2, 4};
    EXPECT_EQ(thrown([&] { (void)file.read("a", start, count); }).code, "E432");
    EXPECT_EQ(thrown([&] { (void)file.read("names"); }).code, "E432");
    EXPECT_EQ(thrown([&] { (void)file.read_texts("b"); }).code, "E432");
}

TEST(NetcdfFile, TruncatedNetcdf4IsRefusedAtEveryLength) {
    const Scratch scratch;
    write_sample(scratch.path("a.nc"), 2000);
    const std::string bytes = Scratch::bytes_of(scratch.path("a.nc"));
    for (const std::size_t length :
         {std::size_t{0}, std::size_t{3}, std::size_t{8}, std::size_t{40}, bytes.size() / 2, bytes.size() - 1}) {
        const std::string cut = scratch.write("cut.nc", bytes.substr(0, length));
        const Problem problem = thrown([&] { (void)NetcdfFile::open(cut); });
        EXPECT_EQ(problem.code, "E430") << length;
        EXPECT_EQ(problem.file, cut);
        EXPECT_FALSE(problem.hint.empty());
    }
}

TEST(NetcdfFile, TruncatedClassicFilesAreRefused) {
    const Scratch scratch;
    for (const int format : {0, NC_64BIT_OFFSET, NC_64BIT_DATA}) {
        const std::string path = scratch.path("classic.nc");
        int id = -1, t = -1, x = -1, fixed = -1, record = -1;
        ASSERT_EQ(nc_create(path.c_str(), NC_CLOBBER | format, &id), NC_NOERR);
        nc_def_dim(id, "t", NC_UNLIMITED, &t);
        nc_def_dim(id, "x", 100, &x);
        const int dims[] = {t, x};
        nc_def_var(id, "fixed", NC_DOUBLE, 1, &x, &fixed);
        nc_def_var(id, "record", NC_FLOAT, 2, dims, &record);
        nc_put_att_text(id, record, "units", 3, "m/s");
        nc_enddef(id);
        const std::vector<double> values(100, 3.0);
        nc_put_var_double(id, fixed, values.data());
        for (std::size_t k = 0; k < 4; ++k) {
            const std::size_t start[] = {k, 0}, count[] = {1, 100};
            nc_put_vara_double(id, record, start, count, values.data());
        }
        nc_close(id);
        EXPECT_EQ(NetcdfFile::open(path).read("record").size(), 400u);
        const std::string bytes = Scratch::bytes_of(path);
        for (const std::size_t length : {std::size_t{5}, std::size_t{60}, bytes.size() / 2, bytes.size() - 1}) {
            const std::string cut = scratch.write("cut.nc", bytes.substr(0, length));
            EXPECT_EQ(thrown([&] { (void)NetcdfFile::open(cut); }).code, "E430") << format << ' ' << length;
        }
    }
}

TEST(NetcdfFile, OtherBytesFoldersAndAbsentFilesAreRefused) {
    const Scratch scratch;
    EXPECT_EQ(thrown([&] { (void)NetcdfFile::open(scratch.write("a.nc", "time,height[m]\n")); }).code, "E430");
    EXPECT_EQ(thrown([&] { (void)NetcdfFile::open(scratch.path("absent.nc")); }).code, "E401");
    EXPECT_EQ(thrown([&] { (void)NetcdfFile::open(scratch.path("")); }).code, "E401");
}

TEST(NetcdfFile, WriteFailuresAreReported) {
    const Scratch scratch;
    const Problem nowhere = thrown([&] { (void)NetcdfFile::create(scratch.path("no/such/folder/a.nc")); });
    EXPECT_EQ(nowhere.code, "E440");
    EXPECT_EQ(nowhere.kind, ErrorKind::io);
    // A full disk: the process may write no file beyond 64 KiB.
    const auto write_with_limit = [&] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{65536, 65536};
        setrlimit(RLIMIT_FSIZE, &limit);
        try {
            write_sample(scratch.path("full.nc"), 200000);
        } catch (const Error& error) {
            std::fprintf(stderr, "%s\n", error.what());
            std::_Exit(static_cast<int>(error.kind()));
        }
        std::_Exit(0);
    };
    EXPECT_EXIT(write_with_limit(), ::testing::ExitedWithCode(74), "full.nc.*E440");
}

TEST(GridMapping, IsWrittenWithParametersAndWkt) {
    const Scratch scratch;
    NetcdfFile out = NetcdfFile::create(scratch.path("crs.nc"));
    define_grid_mapping(out, "crs",
                        Projection("+proj=lcc +lat_1=30 +lat_2=60 +lat_0=45 +lon_0=112 +R=6370000 +units=m"));
    out.close();
    const NetcdfFile file = NetcdfFile::open(scratch.path("crs.nc"));
    EXPECT_EQ(file.text_attribute("crs", "grid_mapping_name"), "lambert_conformal_conic");
    EXPECT_EQ(file.number_attribute("crs", "standard_parallel"), 30.0);
    EXPECT_EQ(file.number_attribute("crs", "semi_major_axis"), 6370000.0);
    EXPECT_NO_THROW(Projection(file.text_attribute("crs", "crs_wkt").value()));
}

}  // namespace
}  // namespace lantian
