// What must hold of any plan against the real history.
#include "scenario/plausibility.hpp"
#include "support/files.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace skattekrona {
namespace {

using test::definitions;
using test::figures;

PlannedMove some_plan() {
    const double change = *rc::gen::inRange(1, 150) / 10.0;
    return {{*rc::gen::element<std::string>("aldreomsorg", "ifo", "lss")},
            0,
            Year{2019},
            {*rc::gen::inRange(-200, 200) / 10.0},
            *rc::gen::element(-1.0, 1.0) * change,
            *rc::gen::inRange(1, 6)};
}

RC_GTEST_PROP(ReferenceClass, FewerGoFurther, ()) {
    PlannedMove plan = some_plan();
    const auto near = reference_class(figures().panel, definitions(), plan, 3);
    plan.change *= 1.5;
    const auto further = reference_class(figures().panel, definitions(), plan, 3);
    RC_ASSERT(further.windows.size() == near.windows.size());
    RC_ASSERT(further.as_far <= near.as_far);
    RC_ASSERT(further.municipalities_as_far <= near.municipalities_as_far);
}

RC_GTEST_PROP(ReferenceClass, AWiderClassHoldsTheNarrower, ()) {
    const PlannedMove plan = some_plan();
    const auto narrow = reference_class(figures().panel, definitions(), plan, 2);
    const auto wide = reference_class(figures().panel, definitions(), plan, 4);
    RC_ASSERT(wide.windows.size() >= narrow.windows.size());
    RC_ASSERT(wide.as_far >= narrow.as_far);
    RC_ASSERT(wide.left_out >= narrow.left_out);
    RC_ASSERT(std::ranges::is_sorted(wide.quantiles));
}

}  // namespace
}  // namespace skattekrona
