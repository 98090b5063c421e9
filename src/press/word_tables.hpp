#pragma once

#include <string>

namespace skattekrona {

/// The main part of a Word file of pandoc's, laid out for pages: no row is broken, a short table is whole, and the
/// heading of a long one and a picture are not left alone at a page's end.
std::string laid_out_for_pages(std::string document);

}  // namespace skattekrona
