#include "data/http.hpp"

#include "core/spelling.hpp"
#include "data/file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <curl/curl.h>
#include <filesystem>
#include <fmt/format.h>
#include <initializer_list>
#include <memory>
#include <new>
#include <openssl/x509_vfy.h>
#include <optional>
#include <regex>
#include <unistd.h>

namespace skattekrona {

namespace {

/// One part of an address; empty where it has none, or where the address cannot be read at all.
std::string part_of(const std::string& url, CURLUPart part, unsigned how = 0) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), curl_url_cleanup);
    char* text = nullptr;
    if (parsed == nullptr || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), how) != CURLUE_OK ||
        curl_url_get(parsed.get(), part, &text, 0) != CURLUE_OK) {
        return "";
    }
    const std::unique_ptr<char, decltype(&curl_free)> owned(text, curl_free);
    return text;
}

bool is_this_machine(const std::string& url) {
    const std::string host = part_of(url, CURLUPART_HOST);
    return host == "127.0.0.1" || host == "localhost" || host == "[::1]";
}

struct Body {
    std::string bytes;
    bool too_large = false;
};

std::size_t append(const char* bytes, std::size_t size, std::size_t count, void* into) {
    auto& body = *static_cast<Body*>(into);
    body.too_large = body.bytes.size() + size * count > most_answer_bytes;
    if (body.too_large) {
        return 0;
    }
    body.bytes.append(bytes, size * count);
    return size * count;
}

/// A variable of the environment that says something; an empty one says nothing.
struct Variable {
    std::string name;
    std::string value;

    explicit operator bool() const { return !value.empty(); }
};

/// The first of them that says something.
Variable first_said(std::initializer_list<const char*> names) {
    for (const char* name : names) {
        if (const char* const value = std::getenv(name); value != nullptr && *value != '\0') {
            return {name, value};
        }
    }
    return {};
}

/// The proxy of the environment, in curl's own order: curl says neither which it took nor where it stands.
struct Proxy {
    Variable variable = first_said({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
    /// Without name and password, which are nobody else's; empty where the value is no address of a proxy.
    std::string address = address_in(variable.value);
    bool login = !part(variable.value, CURLUPART_USER).empty();

private:
    static std::string part(const std::string& value, CURLUPart which) {
        return part_of(value, which, CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME);
    }
    static std::string address_in(const std::string& value) {
        constexpr std::array schemes{"http", "https", "socks4", "socks4a", "socks5", "socks5h"};
        const std::string scheme = part(value, CURLUPART_SCHEME);
        const std::string port = part(value, CURLUPART_PORT);
        // A password with a sign that ends the name of a server in it: what follows is no part of an address.
        const bool cut = part(value, CURLUPART_PATH) != "/" || !part(value, CURLUPART_QUERY).empty() ||
                         !part(value, CURLUPART_FRAGMENT).empty();
        if (cut || std::ranges::find(schemes, scheme) == schemes.end()) {
            return "";
        }
        return fmt::format("{}://{}:{}", scheme, part(value, CURLUPART_HOST),
                           !port.empty()       ? port
                           : scheme == "https" ? "443"
                                               : "1080");
    }
};

/// Why OpenSSL finds no certificate in any of the folders, if that is so: it looks for names that it has made itself.
std::optional<Message::Argument> unusable(const std::string& folders) {
    static const std::regex made("[0-9a-f]{8}\\.[0-9]+");
    Message::Argument reason = TextKey{"data.network.not_rehashed"};
    for (std::size_t at = 0; at < folders.size();) {
        const std::size_t end = std::min(folders.find(':', at), folders.size());
        std::error_code error;
        for (const auto& entry : std::filesystem::directory_iterator(folders.substr(at, end - at), error)) {
            if (std::regex_match(entry.path().filename().string(), made)) {
                return std::nullopt;
            }
        }
        if (error) {
            reason = system_reason(error.value());
        }
        at = end + 1;
    }
    return reason;
}

class Connection {
public:
    explicit Connection(const std::string& user_agent) : handle_(curl_easy_init(), curl_easy_cleanup) {
        if (handle_ == nullptr) {
            throw std::bad_alloc();
        }
        set(CURLOPT_USERAGENT, user_agent.c_str());
        set(CURLOPT_SSL_VERIFYPEER, 1L);
        set(CURLOPT_SSL_VERIFYHOST, 2L);
        set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_ACCEPT_ENCODING, "gzip");
        set(CURLOPT_CONNECTTIMEOUT, 10L);
        set(CURLOPT_LOW_SPEED_LIMIT, 1L);
        set(CURLOPT_LOW_SPEED_TIME, 30L);
        set(CURLOPT_TIMEOUT, 120L);
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_WRITEFUNCTION, append);
        // The library has the system's certificates and reads no variables about them, as curl's own program does.
        if (certificate_file_) {
            set(CURLOPT_CAINFO, certificate_file_.value.c_str());
            set(CURLOPT_PROXY_CAINFO, certificate_file_.value.c_str());
        }
        if (certificate_folder_) {
            set(CURLOPT_CAPATH, certificate_folder_.value.c_str());
            set(CURLOPT_PROXY_CAPATH, certificate_folder_.value.c_str());
        }
    }

    tl::expected<HttpResponse, NetworkError> get(const std::string& url) {
        const bool here = is_this_machine(url);
        const bool through_proxy = !here && proxy_.variable;
        if (through_proxy && proxy_.address.empty()) {
            return tl::unexpected(problem("data.network.proxy_value", "data.advice.proxy_login"));
        }
        Body body;
        set(CURLOPT_URL, url.c_str());
        set(CURLOPT_PROTOCOLS_STR, here ? "http,https" : "https");
        // A proxy is for what leaves the machine. What NO_PROXY exempts from it curl knows.
        set(CURLOPT_PROXY, through_proxy ? proxy_.variable.value.c_str() : "");
        set(CURLOPT_WRITEDATA, &body);
        const CURLcode code = curl_easy_perform(handle_.get());
        if (body.too_large) {
            return tl::unexpected(
                NetworkError{{"data.network.too_large", {{"n", count(most_answer_bytes / 1024 / 1024)}}}});
        }
        if (code != CURLE_OK) {
            return tl::unexpected(explain(code, url, here));
        }
        if (const char* elsewhere = info<char*>(CURLINFO_REDIRECT_URL); elsewhere != nullptr) {
            const Arguments where{{"where", printable(elsewhere)}};
            return tl::unexpected(
                NetworkError{{"data.network.redirect", where}, false, {}, Message{"data.advice.redirect", where}});
        }
        HttpResponse response;
        response.status = static_cast<int>(info<long>(CURLINFO_RESPONSE_CODE));
        if (const char* type = info<char*>(CURLINFO_CONTENT_TYPE); type != nullptr) {
            response.content_type = type;
        }
        if (const std::chrono::seconds wait(info<curl_off_t>(CURLINFO_RETRY_AFTER)); wait.count() > 0) {
            response.retry_after = wait;
        }
        response.body = std::move(body.bytes);
        return response;
    }

private:
    using Arguments = decltype(Message::arguments);

    /// What has gone wrong between here and the server, and what to do about it.
    NetworkError problem(const char* key, const char* advice, Arguments more = {}, bool transient = false) const {
        more.insert(more.end(), {{"proxy", proxy_.address},
                                 {"variable", proxy_.variable.name},
                                 {"certificates", certificate_file_ ? certificate_file_.name : "SSL_CERT_FILE"}});
        return {{key, more}, transient, {}, Message{advice, more}};
    }

    /// Curl's own words are English; its codes say as much.
    NetworkError explain(CURLcode code, const std::string& url, bool here) const {
        const long proxy_said = info<long>(CURLINFO_HTTP_CONNECTCODE);
        if (proxy_said != 0 && proxy_said / 100 != 2) {
            return refused_by_proxy(proxy_said, url);
        }
        const bool through_proxy = !here && proxy_.variable;
        const auto on_the_way = [&](const char* key, bool transient) {
            NetworkError found =
                problem(key, through_proxy ? "data.advice.proxy" : "data.advice.network", {}, transient);
            if (here) {
                found.advice.reset();
            }
            return found;
        };
        switch (code) {
            case CURLE_COULDNT_RESOLVE_PROXY:
                return on_the_way("data.network.proxy_no_host", true);
            case CURLE_COULDNT_RESOLVE_HOST:
                return on_the_way("data.network.no_host", true);
            case CURLE_COULDNT_CONNECT:
                return on_the_way(through_proxy ? "data.network.proxy_no_connection" : "data.network.no_connection",
                                  true);
            case CURLE_OPERATION_TIMEDOUT:
                return on_the_way("data.network.timeout", true);
            case CURLE_PARTIAL_FILE:
            case CURLE_GOT_NOTHING:
            case CURLE_RECV_ERROR:
            case CURLE_SEND_ERROR:
            case CURLE_HTTP2:
            case CURLE_HTTP2_STREAM:
            case CURLE_BAD_CONTENT_ENCODING:
                return on_the_way("data.network.cut", true);
            case CURLE_PROXY:
                return refused_by_proxy(info<long>(CURLINFO_PROXY_ERROR), url);
            case CURLE_SSL_CONNECT_ERROR:
                return on_the_way("data.network.no_tls", false);
            case CURLE_UNSUPPORTED_PROTOCOL:
            case CURLE_WEIRD_SERVER_REPLY:
                return on_the_way("data.network.not_http", false);
            case CURLE_SSL_CACERT_BADFILE:
                return no_store(file_words(), ::access(certificate_file().c_str(), R_OK) != 0
                                                  ? system_reason(errno)
                                                  : TextKey{"data.network.not_pem"});
            case CURLE_PEER_FAILED_VERIFICATION:
                return not_believed(url);
            default:
                return problem("data.network.other", "data.advice.other", {{"code", fmt::format("{}", +code)}});
        }
    }

    NetworkError refused_by_proxy(long status, const std::string& url) const {
        constexpr long login_wanted = 407;
        const long ways = info<long>(CURLINFO_PROXYAUTH_AVAIL);
        const Arguments about{{"status", fmt::format("{}", status)}, {"host", part_of(url, CURLUPART_HOST)}};
        if (status != login_wanted) {
            return problem("data.network.proxy_refuses", "data.advice.proxy_refuses", about, status / 100 == 5);
        }
        if (ways != 0 && (ways & static_cast<long>(CURLAUTH_BASIC)) == 0) {
            return problem("data.network.proxy_login_kind", "data.advice.proxy_login_kind", about);
        }
        return problem(proxy_.login ? "data.network.proxy_login_wrong" : "data.network.proxy_login",
                       "data.advice.proxy_login", about);
    }

    /// A certificate that does not hold: of the server or of whoever reads the traffic in between, or of the proxy.
    NetworkError not_believed(const std::string& url) const {
        const long of_proxy = info<long>(CURLINFO_PROXY_SSL_VERIFYRESULT);
        const long verdict = of_proxy != X509_V_OK ? of_proxy : info<long>(CURLINFO_SSL_VERIFYRESULT);
        const Arguments about{
            {"whose", TextKey{of_proxy != X509_V_OK ? "data.network.of_proxy" : "data.network.of_server"}},
            {"store", file_words() + ", " + folder_words()},
            {"host", of_proxy != X509_V_OK ? proxy_.address : part_of(url, CURLUPART_HOST)},
            {"code", fmt::format("{}", verdict)}};
        switch (verdict) {
            case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
            case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
            case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
            case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
            case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
                if (const auto reason = unusable(certificate_folder_.value); certificate_folder_ && reason) {
                    return no_store(folder_words(), *reason);
                }
                return problem("data.network.certificate_issuer", "data.advice.certificate_issuer", about);
            case X509_V_ERR_CERT_HAS_EXPIRED:
                return problem("data.network.certificate_expired", "data.advice.certificate_date", about);
            case X509_V_ERR_CERT_NOT_YET_VALID:
                return problem("data.network.certificate_early", "data.advice.certificate_date", about);
            // The chain holds, or curl would have had OpenSSL's verdict of it: it is the name that does not.
            case X509_V_ERR_UNSPECIFIED:
                return problem("data.network.certificate_name", "data.advice.certificate_name", about);
            default:
                return problem("data.network.certificate", "data.advice.certificate", about);
        }
    }

    NetworkError no_store(const std::string& store, Message::Argument reason) const {
        return problem("data.network.store", "data.advice.store", {{"store", store}, {"reason", std::move(reason)}});
    }

    std::string certificate_file() const {
        const char* const usual = info<char*>(CURLINFO_CAINFO);
        return certificate_file_ ? certificate_file_.value : usual == nullptr ? "" : usual;
    }
    /// The certificates that are believed, and the variable that says so.
    std::string file_words() const {
        return (certificate_file_ ? certificate_file_.name + "=" : "") + certificate_file();
    }
    std::string folder_words() const {
        const char* const usual = info<char*>(CURLINFO_CAPATH);
        return certificate_folder_ ? certificate_folder_.name + "=" + certificate_folder_.value
               : usual == nullptr  ? ""
                                   : usual;
    }

    template <class Value>
    void set(CURLoption option, Value value) {
        curl_easy_setopt(handle_.get(), option, value);
    }

    template <class Value>
    Value info(CURLINFO which) const {
        Value value{};
        curl_easy_getinfo(handle_.get(), which, &value);
        return value;
    }

    Variable certificate_file_ = first_said({"CURL_CA_BUNDLE", "SSL_CERT_FILE"});
    Variable certificate_folder_ = first_said({"SSL_CERT_DIR"});
    Proxy proxy_;
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle_;
};

}  // namespace

bool is_safe_base_url(const std::string& url) {
    const std::string scheme = part_of(url, CURLUPART_SCHEME);
    for (const CURLUPart part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
        if (!part_of(url, part).empty()) {
            return false;
        }
    }
    return scheme == "https" || (scheme == "http" && is_this_machine(url));
}

HttpGet http_get(const std::string& user_agent) {
    return [connection = std::make_shared<Connection>(user_agent)](const std::string& url) {
        return connection->get(url);
    };
}

}  // namespace skattekrona
