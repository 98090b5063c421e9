#include "core/json.hpp"

#include "core/bug.hpp"
#include "core/spelling.hpp"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

namespace skattekrona {

namespace {

using Library = nlohmann::ordered_json;

template <class... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

/// Builds the value as the library reads it.
class Builder : public nlohmann::json_sax<Library> {
public:
    Json take() { return std::move(root_); }
    /// The byte, from 1, that could not be read.
    std::size_t fault() const { return fault_; }

    bool null() override { return put(nullptr); }
    bool boolean(bool truth) override { return put(truth); }
    bool number_integer(number_integer_t number) override { return put(number); }
    bool number_unsigned(number_unsigned_t number) override {
        return std::in_range<std::int64_t>(number) ? put(number) : put(static_cast<double>(number));
    }
    bool number_float(number_float_t number, const string_t&) override { return put(number); }
    bool string(string_t& text) override { return put(std::move(text)); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(Json::object()); }
    bool key(string_t& name) override {
        name_ = std::move(name);
        return true;
    }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(Json::list()); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        fault_ = position;
        return false;
    }

private:
    Json& place(Json value) {
        if (open_.empty()) {
            root_ = std::move(value);
            return root_;
        }
        Json& within = *open_.back();
        if (within.is_object()) {
            return within[name_] = std::move(value);
        }
        within.push_back(std::move(value));
        return within.items().back();
    }
    bool put(Json value) {
        place(std::move(value));
        return true;
    }
    bool open(Json value) {
        // What is built so deep could not be taken down again without running out of stack.
        constexpr std::size_t deepest = 500;
        if (open_.size() == deepest) {
            return false;
        }
        // Nothing is put beside what is open, so that the place it stands in stays where it is.
        open_.push_back(&place(std::move(value)));
        return true;
    }
    bool close() {
        open_.pop_back();
        return true;
    }

    Json root_;
    std::vector<Json*> open_;
    std::string name_;
    std::size_t fault_ = 0;
};

}  // namespace

Json::Json() = default;
Json::Json(std::nullptr_t) {}
Json::Json(double number) {
    if (!is_missing(number)) {
        value_ = number;
    }
}
Json::Json(bool truth) : value_(truth) {}
Json::Json(Integer number) : value_(number) {}
Json::Json(std::string text) : value_(std::move(text)) {}
Json::Json(std::string_view text) : value_(std::string(text)) {}
Json::Json(const char* text) : value_(std::string(text)) {}
Json::Json(List list) : value_(std::move(list)) {}
Json::Json(std::initializer_list<Member> members) {
    auto& own = value_.emplace<std::vector<Member>>();
    own.reserve(members.size());
    for (const auto& member : members) {
        own.emplace_back(member.name, std::move(member.value));
    }
}

Json::Json(const Json&) = default;
Json::Json(Json&&) noexcept = default;
Json& Json::operator=(const Json&) = default;
Json& Json::operator=(Json&&) noexcept = default;
Json::~Json() = default;

bool operator==(const Json& a, const Json& b) {
    return a.is_number() && b.is_number() ? a.number() == b.number() : a.value_ == b.value_;
}

Json Json::object() { return Json(std::initializer_list<Member>{}); }
Json Json::list() { return Json(List{}); }

bool Json::is_null() const { return std::holds_alternative<std::monostate>(value_); }
bool Json::is_text() const { return std::holds_alternative<std::string>(value_); }
bool Json::is_number() const {
    return std::holds_alternative<double>(value_) || std::holds_alternative<Integer>(value_);
}
bool Json::is_object() const { return std::holds_alternative<std::vector<Member>>(value_); }

namespace {

template <class Held, class Value>
const Held& held(const Value& value, const Json& json) {
    const auto* found = std::get_if<Held>(&value);
    if (found == nullptr) {
        bug("another kind of JSON value was expected than " + json.dump());
    }
    return *found;
}

}  // namespace

const std::string& Json::text() const { return held<std::string>(value_, *this); }
double Json::number() const {
    const auto* whole = std::get_if<Integer>(&value_);
    return whole != nullptr ? static_cast<double>(whole->value) : held<double>(value_, *this);
}
bool Json::truth() const { return held<bool>(value_, *this); }

std::span<const Json> Json::items() const {
    const auto* list = std::get_if<List>(&value_);
    return list == nullptr ? std::span<const Json>() : *list;
}
std::span<Json> Json::items() {
    auto* list = std::get_if<List>(&value_);
    return list == nullptr ? std::span<Json>() : *list;
}
std::span<const Json::Member> Json::members() const {
    const auto* members = std::get_if<std::vector<Member>>(&value_);
    return members == nullptr ? std::span<const Member>() : *members;
}
std::span<Json::Member> Json::members() {
    auto* members = std::get_if<std::vector<Member>>(&value_);
    return members == nullptr ? std::span<Member>() : *members;
}

const Json* Json::find(std::string_view name) const {
    const auto own = members();
    const auto found = std::ranges::find(own, name, &Member::name);
    return found == own.end() ? nullptr : &found->value;
}

const Json& Json::at(std::string_view name) const {
    const Json* found = find(name);
    if (found == nullptr) {
        bug("no member " + std::string(name) + " in " + dump());
    }
    return *found;
}

Json& Json::operator[](std::string_view name) {
    if (is_null()) {
        value_.emplace<std::vector<Member>>();
    }
    auto& own = std::get<std::vector<Member>>(value_);
    const auto found = std::ranges::find(own, name, &Member::name);
    return found == own.end() ? own.emplace_back(std::string(name), Json()).value : found->value;
}

void Json::push_back(Json item) {
    if (is_null()) {
        value_.emplace<List>();
    }
    std::get<List>(value_).push_back(std::move(item));
}

void Json::pop_back() { std::get<List>(value_).pop_back(); }

void Json::erase(std::string_view name) {
    std::erase_if(std::get<std::vector<Member>>(value_), [&](const Member& member) { return member.name == name; });
}

void Json::update(Json other) {
    for (auto& member : other.members()) {
        (*this)[member.name] = std::move(member.value);
    }
}

void Json::edit_texts(const std::function<void(std::string&)>& edit) {
    if (auto* text = std::get_if<std::string>(&value_)) {
        edit(*text);
    }
    for (auto& item : items()) {
        item.edit_texts(edit);
    }
    for (auto& member : members()) {
        edit(member.name);
        member.value.edit_texts(edit);
    }
}

std::string Json::dump(int indent) const {
    const auto library = [](const auto& self, const Json& json) -> Library {
        return std::visit(
            Overloaded{[](std::monostate) { return Library(); }, [](Integer number) { return Library(number.value); },
                       [&](const List& list) {
                           Library array = Library::array();
                           for (const auto& item : list) {
                               array.push_back(self(self, item));
                           }
                           return array;
                       },
                       [&](const std::vector<Member>& members) {
                           Library object = Library::object();
                           for (const auto& [name, value] : members) {
                               object.push_back({name, self(self, value)});
                           }
                           return object;
                       },
                       [](const auto& scalar) { return Library(scalar); }},
            json.value_);
    };
    return harmless_json(library(library, *this).dump(indent, ' ', false, Library::error_handler_t::replace));
}

Result<Json> parse_json(std::string_view text, const std::string& file) {
    Builder builder;
    if (Library::sax_parse(text, &builder)) {
        return builder.take();
    }
    const std::string_view before = text.substr(0, builder.fault());
    const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return fail(Diagnostic{Failure::invalid_input,
                           {"core.error.json.syntax", {}},
                           {file, static_cast<int>(std::ranges::count(before, '\n')) + 1,
                            static_cast<int>(before.size() - line_start) + 1}});
}

}  // namespace skattekrona
