#pragma once

#include "core/message.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace skattekrona {

struct HttpResponse {
    int status = 0;
    std::string content_type;
    /// How long the server asks us to wait before the next try, ten minutes at most.
    std::optional<std::chrono::seconds> retry_after;
    std::string body;
};

/// Why no answer came that can be used; `transient` where the same request may well be answered later.
struct NetworkError {
    Message reason;
    bool transient = false;
    std::optional<std::chrono::seconds> retry_after;
};

using HttpGet = std::function<tl::expected<HttpResponse, NetworkError>(const std::string& url)>;

/// https to anywhere, or plain http to this very machine; without user name, password, query or fragment.
bool is_safe_base_url(const std::string& url);

/// Gets over the network, on a connection that is kept between requests. Certificates are always verified, redirects
/// never followed, and an answer that stalls, lasts too long or grows past 64 MB (decoded) is given up.
HttpGet http_get(const std::string& user_agent);

}  // namespace skattekrona
