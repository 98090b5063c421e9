#include "press/process.hpp"
#include "core/catalogue.hpp"
#include "data/file.hpp"

#include <gtest/gtest.h>

namespace skattekrona {
namespace {

using namespace std::chrono_literals;

const char* first_key(const Result<void>& result) { return result ? "" : result.error().front().message.key.c_str(); }

TEST(Process, RunsToItsEndOrSaysWhyNot) {
    EXPECT_TRUE(run_to_end({{"true"}}, "press.error.pandoc"));
    EXPECT_STREQ(first_key(run_to_end({{"no-such-program"}}, "press.error.pandoc")), "press.error.pandoc");
    const auto failed = run_to_end({{"sh", "-c", "echo first; echo last words >&2; exit 3"}}, "press.error.pandoc");
    ASSERT_STREQ(first_key(failed), "press.error.program.failed");
    EXPECT_EQ(std::get<std::string>(failed.error().front().message.arguments.back().second), "last words");
}

TEST(Process, OneThatEndsWithoutAWordIsExplained) {
    const Wording words(Catalogue::built_in(), Language::english);
    const auto said = [&](const std::string& script) {
        const auto ended = run_to_end({{"sh", "-c", script}}, "press.error.pandoc");
        return describe(ended.error(), words);
    };
    EXPECT_NE(said("kill -9 $$").find("signal 9"), std::string::npos);
    EXPECT_NE(said("exit 7").find("code 7"), std::string::npos);
    const auto nothing = made_by({{"true"}}, "press.error.pandoc", "/nowhere/at-all");
    EXPECT_NE(describe(nothing.error(), words).find("wrote no file"), std::string::npos);
}

TEST(Process, OneThatDoesNotEndIsStoppedWithWhatItStarted) {
    const auto folder = TemporaryFolder::make();
    ASSERT_TRUE(folder);
    const std::string script = "(sleep 2; echo late > " + (folder->path() / "late").string() + ") & sleep 60";
    const auto before = std::chrono::steady_clock::now();
    EXPECT_STREQ(first_key(run_to_end({{"sh", "-c", script}}, "press.error.pandoc", 200ms)),
                 "press.error.program.slow");
    EXPECT_LT(std::chrono::steady_clock::now() - before, 30s);
    EXPECT_TRUE(run_to_end({{"sleep", "3"}}, "press.error.pandoc"));
    EXPECT_FALSE(std::filesystem::exists(folder->path() / "late"));
}

TEST(Process, WhatAProgramLeavesInItsTemporaryFolderGoesToo) {
    const auto folder = TemporaryFolder::make();
    ASSERT_TRUE(folder);
    const auto note = folder->path() / "note";
    ASSERT_TRUE(run_to_end({{"sh", "-c", "touch $TMPDIR/left; printf %s $TMPDIR/left >" + note.string()}},
                           "press.error.pandoc"));
    ASSERT_FALSE(read_file(note)->empty());
    EXPECT_FALSE(std::filesystem::exists(*read_file(note)));
}

TEST(Process, AConversationIsHeardLineByLine) {
    auto with = Conversation::start({{"cat"}}, "press.error.node");
    ASSERT_TRUE(with);
    EXPECT_TRUE(with->say("one"));
    EXPECT_TRUE(with->say("two"));
    EXPECT_EQ(with->hear(), "one");
    EXPECT_EQ(with->hear(), "two");
    auto gone = Conversation::start({{"true"}}, "press.error.node");
    ASSERT_TRUE(gone);
    EXPECT_EQ(gone->hear(), "");
}

TEST(Process, SilenceIsNotWaitedForWithoutEnd) {
    auto with = Conversation::start({{"sleep", "60"}}, "press.error.node", 200ms);
    ASSERT_TRUE(with);
    const auto heard = with->hear();
    ASSERT_FALSE(heard);
    EXPECT_EQ(heard.error().front().message.key, "press.error.program.slow");
}

TEST(Process, ATemporaryFolderGoesWithItsLastLine) {
    std::filesystem::path path;
    {
        const auto folder = TemporaryFolder::make();
        ASSERT_TRUE(folder);
        path = folder->path();
        ASSERT_TRUE(write_file(path / "file", "text"));
        EXPECT_EQ(read_file(path / "file"), "text");
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace skattekrona
