// Builds a document from a streaming reader's events, within bounds. For both readers.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gateway/wire/document.hpp"

namespace gatewarden {

class DocumentBuilder {
 public:
  explicit DocumentBuilder(const DocumentBounds& bounds) : bounds_(bounds) {}

  // Each returns whether reading may go on; if not, fault() says why.
  bool value(Node node) { return place(std::move(node)) != nullptr; }
  bool open_list(std::uint8_t oddities = 0) { return open(Nodes{}, oddities); }
  bool open_object(std::uint8_t oddities = 0) { return open(Members{}, oddities); }
  bool key(std::string name) {
    std::get<Members>(open_.back()->value).push_back(Member{std::move(name), Node{}});
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  bool complete() const { return placed_ > 0 && open_.empty(); }
  const std::string& fault() const { return fault_; }
  Node take() { return std::move(root_); }

 private:
  template <class Children>
  bool open(Children children, std::uint8_t oddities) {
    if (open_.size() >= bounds_.depth) {
      fault_ = "nested more than " + std::to_string(bounds_.depth) + " levels deep";
      return false;
    }
    Node node;
    node.value = std::move(children);
    node.oddities = oddities;
    Node* placed = place(std::move(node));
    if (placed) open_.push_back(placed);
    return placed != nullptr;
  }
  // Where the next value belongs. Pointers in open_ stay valid: only the innermost container grows.
  Node* place(Node node) {
    if (++placed_ > bounds_.nodes) {
      fault_ = "more than " + std::to_string(bounds_.nodes) + " values";
      return nullptr;
    }
    if (open_.empty()) {
      root_ = std::move(node);
      return &root_;
    }
    if (auto* list = std::get_if<Nodes>(&open_.back()->value)) {
      list->push_back(std::move(node));
      return &list->back();
    }
    Node& slot = std::get<Members>(open_.back()->value).back().value;
    slot = std::move(node);
    return &slot;
  }

  const DocumentBounds bounds_;
  Node root_;
  std::vector<Node*> open_;
  std::size_t placed_ = 0;
  std::string fault_;
};

}  // namespace gatewarden
