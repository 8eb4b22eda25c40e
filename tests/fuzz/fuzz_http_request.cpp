// Any bytes as the head of an HTTP request, through Boost.Beast's parser as a connection sets it up, to its answer. The
// first byte chooses where the bytes are cut. Answers are of few sorts and say nothing that the request brought.
#include <boost/asio/buffer.hpp>
#include <boost/beast/http.hpp>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/status/serve/http_answer.hpp"
#include "gateway/status/serve/http_connection.hpp"
#include "tests/status/fake_gateway.hpp"
#include "tests/support/manual_clock.hpp"

using namespace gatewarden;

namespace {

namespace http = boost::beast::http;
using Parser = http::request_parser<http::empty_body>;

void require(bool so) {
  if (!so) std::abort();
}

// Whether a whole head was read.
bool read_head(std::string_view bytes, std::size_t piece, Parser& parser) {
  parser.header_limit(status::HttpConnection::kMaxHeaderBytes);
  parser.body_limit(0);
  std::string unread;
  while (!bytes.empty() && !parser.is_header_done()) {
    unread += bytes.substr(0, piece);
    bytes.remove_prefix(std::min(piece, bytes.size()));
    boost::system::error_code error;
    unread.erase(0, parser.put(boost::asio::buffer(unread), error));
    if (error && error != http::error::need_more) return error == http::error::body_limit;
  }
  return parser.is_header_done();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const status::FakeGateway gateway;
  static const ManualClock clock;
  if (size == 0) return 0;
  Parser parser;
  if (!read_head({reinterpret_cast<const char*>(bytes) + 1, size - 1}, 1u + bytes[0], parser)) return 0;
  const auto& head = parser.get();
  status::HttpRequest request{.method = std::string_view(head.method_string()),
                              .target = std::string_view(head.target()),
                              .old = head.version() < 11,
                              .arrived_at = "127.0.0.1"};
  const auto [first, last] = head.equal_range(http::field::host);
  for (auto host = first; host != last; ++host) request.hosts.emplace_back(host->value());
  status::HttpAnswerer answerer(gateway, clock, bytes[0] % 2 == 0, status::ServedNames({"gateway.example"}));
  auto answer = answerer.answer(request);
  require(answer.status >= 200 && answer.status < 600);
  require(answer.status == 200 || answer.body.size() < 1000);
  while (answer.more && answer.more(answer.body)) {
  }
  for (const char c : answer.body) require(c == '\n' || static_cast<unsigned char>(c) >= ' ');
  return 0;
}
