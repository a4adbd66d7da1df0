#include "models/app/message_codes.hpp"

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace lantian {
namespace {

namespace fs = std::filesystem;

std::string text_below(const char* folder) {
    std::string text;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(LANTIAN_SOURCE_DIR) / folder)) {
        const auto extension = entry.path().extension();
        if (extension != ".cpp" && extension != ".hpp" && extension != ".py") continue;
        if (entry.path().filename() == "message_codes.hpp") continue;
        std::ifstream in(entry.path());
        text.append(std::istreambuf_iterator<char>(in), {});
    }
    return text;
}

TEST(MessageCodes, EveryCodeIsProvokedByATest) {
    const std::string tests = text_below("tests");
    for (const MessageCode& code : k_message_codes) EXPECT_NE(tests.find(code.code), std::string::npos) << code.code;
}

TEST(MessageCodes, EveryCodeIsListedOnceAndUsed) {
    const std::string program = text_below("core") + text_below("inputs") + text_below("models");
    std::set<std::string_view> listed;
    for (const MessageCode& code : k_message_codes) {
        EXPECT_TRUE(listed.insert(code.code).second) << code.code;
        EXPECT_NE(program.find('"' + std::string(code.code) + '"'), std::string::npos) << code.code << " is never used";
    }
    for (std::size_t at = program.find('"'); at != std::string::npos; at = program.find('"', at + 1)) {
        const std::string_view word = std::string_view(program).substr(at, 6);
        if (word.size() < 6 || word[5] != '"' || (word[1] != 'E' && word[1] != 'W')) continue;
        if (word.find_first_not_of("0123456789", 2) != 5) continue;
        EXPECT_TRUE(listed.contains(word.substr(1, 4))) << word << " is not listed";
    }
}

}  // namespace
}  // namespace lantian
