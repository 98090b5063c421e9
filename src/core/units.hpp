#pragma once

#include <cmath>
#include <compare>
#include <limits>

namespace skattekrona {

/// What a missing figure is: never zero, and contagious, so that a sum over a missing figure is missing.
inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

inline bool is_missing(double value) { return std::isnan(value); }

/// A number that carries its unit in its type, so that million kronor and kronor per inhabitant cannot be mixed up.
template <class Unit>
struct Quantity {
    double value = missing;

    friend constexpr auto operator<=>(const Quantity&, const Quantity&) = default;
    friend constexpr Quantity operator+(Quantity a, Quantity b) { return {a.value + b.value}; }
    friend constexpr Quantity operator-(Quantity a, Quantity b) { return {a.value - b.value}; }
    friend constexpr Quantity operator*(double factor, Quantity a) { return {factor * a.value}; }
    /// The quotient of two quantities of one unit has none.
    friend constexpr double operator/(Quantity a, Quantity b) { return a.value / b.value; }
};

template <class Unit>
bool is_missing(Quantity<Unit> quantity) {
    return is_missing(quantity.value);
}

/// Million kronor, current prices unless said otherwise.
using Mnkr = Quantity<struct MnkrUnit>;
/// Kronor per inhabitant, population 31 December.
using KrPerInhabitant = Quantity<struct KrPerInhabitantUnit>;
using Percent = Quantity<struct PercentUnit>;

inline Percent as_percent(double share) { return {100.0 * share}; }

inline KrPerInhabitant per_inhabitant(Mnkr amount, double population) { return {amount.value * 1e6 / population}; }

/// A calendar year; a type of its own so that it is never grouped, averaged or taken for an amount.
struct Year {
    int value = 0;

    friend constexpr auto operator<=>(Year, Year) = default;
    friend constexpr Year operator+(Year year, int years) { return {year.value + years}; }
    friend constexpr Year operator-(Year year, int years) { return {year.value - years}; }
    friend constexpr int operator-(Year a, Year b) { return a.value - b.value; }
};

}  // namespace skattekrona
