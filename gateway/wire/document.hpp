// A document as read, not yet judged: duplicate keys, order and oddities are kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/sample/value.hpp"

namespace gatewarden {

struct Node;
struct Member;
using Members = std::vector<Member>;
using Nodes = std::vector<Node>;

struct Node {
  // Allowed by CBOR, never mentioned in the service's documents.
  enum Oddity : std::uint8_t { tagged = 1, chunked_text = 2, narrow_float = 4 };

  std::variant<std::monostate, bool, Number, std::string, Nodes, Members> value;  // monostate: null
  std::uint8_t digits = 0;  // of a number as written (wire_number.hpp)
  std::uint8_t oddities = 0;

  bool is_null() const { return std::holds_alternative<std::monostate>(value); }
  const Number* number() const { return std::get_if<Number>(&value); }
  const std::string* text() const { return std::get_if<std::string>(&value); }
  const Nodes* list() const { return std::get_if<Nodes>(&value); }
  const Members* object() const { return std::get_if<Members>(&value); }
  // The first member of that name; null for none or if this is no object.
  const Node* find(std::string_view key) const;
};

struct Member {
  std::string key;
  Node value;
};

// Bounds on foreign bytes, so that a hostile payload costs little.
struct DocumentBounds {
  std::size_t bytes;
  std::size_t depth;
  std::size_t nodes;
};

struct ParsedDocument {
  std::optional<Node> document;  // nothing if unreadable
  std::string fault;             // empty if none
};

// The whole value of a number, if an int64 holds it.
std::optional<std::int64_t> whole_value(Number number);

}  // namespace gatewarden
