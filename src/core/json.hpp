#pragma once

#include "core/diagnostic.hpp"
#include "core/units.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace skattekrona {

/// A value of a JSON document (RFC 8259), members in the order they were put in. nlohmann/json reads and writes it, in
/// json.cpp alone: forty files make documents, and none of them needs more of the library than this.
class Json {
public:
    struct Member;
    using List = std::vector<Json>;

    Json();
    Json(std::nullptr_t);
    /// A missing figure is null, never nought.
    Json(double number);
    Json(bool truth);
    Json(std::string text);
    Json(std::string_view text);
    Json(const char* text);
    Json(List list);
    /// An object.
    Json(std::initializer_list<Member> members);
    template <std::integral Whole>
    Json(Whole number) : Json(Integer{static_cast<std::int64_t>(number)}) {}
    template <class Unit>
    Json(Quantity<Unit> quantity) : Json(quantity.value) {}
    Json(Year year) : Json(year.value) {}
    template <class Item>
    Json(const std::vector<Item>& items) : Json(List(items.begin(), items.end())) {}

    Json(const Json&);
    Json(Json&&) noexcept;
    Json& operator=(const Json&);
    Json& operator=(Json&&) noexcept;
    ~Json();

    static Json object();
    static Json list();

    bool is_null() const;
    bool is_text() const;
    bool is_number() const;
    bool is_object() const;
    /// What it holds. That it is something else is a bug.
    const std::string& text() const;
    double number() const;
    bool truth() const;
    /// Of anything but a list: none.
    std::span<const Json> items() const;
    std::span<Json> items();
    /// Of anything but an object: none.
    std::span<const Member> members() const;
    std::span<Member> members();

    /// An object's member, or null where it has none of that name.
    const Json* find(std::string_view name) const;
    bool contains(std::string_view name) const { return find(name) != nullptr; }
    /// One that must be there.
    const Json& at(std::string_view name) const;
    /// One that is made where there is none; null becomes an object.
    Json& operator[](std::string_view name);
    /// An item of a list, which must have it.
    Json& operator[](std::size_t place) { return items()[place]; }
    const Json& operator[](std::size_t place) const { return items()[place]; }
    /// How many items or members.
    std::size_t size() const { return items().size() + members().size(); }
    /// Null becomes a list.
    void push_back(Json item);
    /// Of a list that has any.
    void pop_back();
    void erase(std::string_view name);
    /// Takes over every member of another object.
    void update(Json other);

    /// Every text in it and every member's name, at any depth.
    void edit_texts(const std::function<void(std::string&)>& edit);

    /// As text; with an indent on lines of their own. Bytes that are no UTF-8 are written as U+FFFD, and what a
    /// terminal would obey as its number.
    std::string dump(int indent = -1) const;

    /// A whole number is the same as one with decimals that are nought.
    friend bool operator==(const Json& a, const Json& b);

private:
    struct Integer {
        std::int64_t value;
        friend bool operator==(Integer, Integer) = default;
    };
    explicit Json(Integer number);

    std::variant<std::monostate, bool, Integer, double, std::string, List, std::vector<Member>> value_;
};

struct Json::Member {
    /// Not an aggregate, since two texts in braces would make a name of what lies between them.
    Member(std::string its_name, Json its_value) : name(std::move(its_name)), value(std::move(its_value)) {}

    std::string name;
    /// An initializer list is const, but what stands in it is about to go: mutable, so that it can be moved out.
    mutable Json value;

    friend bool operator==(const Member&, const Member&) = default;
};

/// A list of what each item becomes.
template <class Items, class Of>
Json json_list(const Items& items, Of of) {
    Json list = Json::list();
    for (const auto& item : items) {
        list.push_back(of(item));
    }
    return list;
}

/// A syntax error becomes a Diagnostic with line and column.
Result<Json> parse_json(std::string_view text, const std::string& file);

}  // namespace skattekrona
