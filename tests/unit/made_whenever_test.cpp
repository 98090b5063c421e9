#include "press/made_whenever.hpp"

#include <gtest/gtest.h>

namespace skattekrona {
namespace {

TEST(MadeWhenever, NeitherTheDayNorTheOrderOfWorkIsSeen) {
    const std::string one =
        "<</CreationDate (D:20240830)>> /ID (node00000007) /ID (node00000012) /H [(node00000007)]\n"
        "<</Limits [(node00000007) (node00000012)]\n"
        "/Names [(node00000007) 45 0 R (node00000012) 149 0 R]>> /T (node7)";
    const std::string other =
        "<</CreationDate (D:20261126)>> /ID (node00000091) /ID (node00000003) /H [(node00000091)]\n"
        "<</Limits [(node00000003) (node00000091)]\n"
        "/Names [(node00000003) 149 0 R (node00000091) 45 0 R]>> /T (node7)";
    EXPECT_EQ(made_whenever(one), made_whenever(other));
    EXPECT_EQ(made_whenever(other),
              "<<                          >> /ID (node00000001) /ID (node00000002) /H [(node00000001)]\n"
              "<</Limits [(node00000001) (node00000002)]\n"
              "/Names [(node00000001) 45 0 R (node00000002) 149 0 R]>> /T (node7)");
}

TEST(MadeWhenever, WhatHasNoHeadingsStaysAsItIs) { EXPECT_EQ(made_whenever("<</Title (a)>>"), "<</Title (a)>>"); }

}  // namespace
}  // namespace skattekrona
