#include "document/quantity.hpp"

namespace skattekrona {

Column column_of(const QuantityForm& form, const Wording& words) {
    Column column{std::string(form.key), form.title.empty() ? "" : words(form.title),
                  form.unit.empty() ? "" : words(form.unit)};
    column.bar = form.bar;
    return column;
}

Cell cell_of(const QuantityForm& form, double value) {
    return form.whole && value == 0 ? Cell{} : cell(value, form.decimals, form.plus_sign);
}

Json json_of(const QuantityForm& form, double value) {
    if (!form.whole) {
        return value;
    }
    return value == 0 ? Json() : Json(static_cast<int>(value));
}

}  // namespace skattekrona
