#pragma once

#include "core/json.hpp"
#include "document/document.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// What a quantity is called and how it is written, whatever it is of.
struct QuantityForm {
    /// Its column in tables and files; empty: none.
    std::string_view key;
    /// Its member in documents for programs; empty: none.
    std::string_view member;
    /// Texts.
    std::string_view title;
    std::string_view unit;
    int decimals = 0;
    bool plus_sign = false;
    bool bar = false;
    /// A count or a rank, of which 0 is none.
    bool whole = false;
};

/// A quantity of some thing, described once: its column and cell in a table for people and in a file, and its member
/// in a document for programs.
template <class Of>
struct QuantityOf : QuantityForm {
    double (*value)(const Of&) = nullptr;
};

/// The column of a quantity that has one; without titles where nobody reads them.
Column column_of(const QuantityForm& form, const Wording& words);
Cell cell_of(const QuantityForm& form, double value);
Json json_of(const QuantityForm& form, double value);

template <class Quantities>
void add_columns(std::vector<Column>& columns, const Quantities& quantities, const Wording& words) {
    for (const auto& one : quantities) {
        if (!one.key.empty()) {
            columns.push_back(column_of(one, words));
        }
    }
}

template <class Quantities, class Of>
void add_cells(std::vector<Cell>& cells, const Quantities& quantities, const Of& of) {
    for (const auto& one : quantities) {
        if (!one.key.empty()) {
            cells.push_back(cell_of(one, one.value(of)));
        }
    }
}

template <class Quantities, class Of>
void add_members(Json& json, const Quantities& quantities, const Of& of) {
    for (const auto& one : quantities) {
        if (!one.member.empty()) {
            json[one.member] = json_of(one, one.value(of));
        }
    }
}

}  // namespace skattekrona
