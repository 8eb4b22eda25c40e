#include "gateway/config/text/config_node.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

const std::vector<ConfigNode> kNoItems;
const std::vector<ConfigNode::Entry> kNoEntries;

}  // namespace

ConfigNode::ConfigNode() = default;
ConfigNode::~ConfigNode() = default;

ConfigNode::ConfigNode(Kind kind, std::shared_ptr<const std::string> file, int line, int column,
                       bool in_braces)
    : file_(std::move(file)), line_(line), column_(column), kind_(kind), in_braces_(in_braces) {
  if (kind == Kind::list) items_ = std::make_unique<std::vector<ConfigNode>>();
  if (kind == Kind::map) entries_ = std::make_unique<std::vector<Entry>>();
}

ConfigNode::ConfigNode(ConfigNode&& other) noexcept { *this = std::move(other); }

ConfigNode& ConfigNode::operator=(ConfigNode&& other) noexcept {
  parent_ = other.parent_;
  file_ = std::move(other.file_);
  text_ = std::move(other.text_);
  written_ = std::move(other.written_);
  items_ = std::move(other.items_);
  entries_ = std::move(other.entries_);
  by_key_ = std::move(other.by_key_);
  line_ = other.line_;
  column_ = other.column_;
  kind_ = other.kind_;
  quoted_ = other.quoted_;
  stands_in_ = other.stands_in_;
  in_braces_ = other.in_braces_;
  tell_children();
  return *this;
}

void ConfigNode::tell_children() {
  if (items_) {
    for (ConfigNode& item : *items_) item.parent_ = this;
  }
  if (entries_) {
    for (Entry& entry : *entries_) entry.value.parent_ = this;
  }
}

// The entries lie in a row, in the order of their addresses.
const ConfigNode::Entry* ConfigNode::entry() const {
  if (parent_ == nullptr) return nullptr;
  if (stands_in_) return parent_->entry();
  const std::vector<Entry>& all = parent_->entries();
  const auto at_or_after = [](const Entry& each, const ConfigNode* node) {
    return std::less<const ConfigNode*>()(&each.value, node);
  };
  const auto found = std::lower_bound(all.begin(), all.end(), this, at_or_after);
  return found == all.end() || &found->value != this ? nullptr : &*found;
}

std::string ConfigNode::path() const {
  if (parent_ == nullptr) return "";
  if (stands_in_) return parent_->path();
  std::string before = parent_->path();
  const std::vector<ConfigNode>& siblings = parent_->items();
  if (!siblings.empty()) return before + "[" + std::to_string(this - siblings.data()) + "]";
  const Entry* own = entry();
  if (own == nullptr) return before;
  return before.empty() ? own->key : before + "." + own->key;
}

std::string_view ConfigNode::key() const {
  const Entry* own = entry();
  return own == nullptr ? std::string_view() : std::string_view(own->key);
}

std::string ConfigNode::to_next_entry() const {
  const Entry* own = entry();
  const bool block = own != nullptr && !parent_->in_braces_ && own->column > 0;
  return block ? "\n" + std::string(static_cast<std::size_t>(own->column - 1), ' ') : ", ";
}

std::string ConfigNode::shown() const {
  if (kind_ != Kind::scalar || names_a_secret(key())) return "";
  return excerpt(written_ ? *written_ : text_);
}

const std::vector<ConfigNode>& ConfigNode::items() const { return items_ ? *items_ : kNoItems; }
const std::vector<ConfigNode::Entry>& ConfigNode::entries() const {
  return entries_ ? *entries_ : kNoEntries;
}

const ConfigNode* ConfigNode::find(std::string_view key) const {
  const std::vector<Entry>& all = entries();
  if (all.size() <= kMaxUnsorted) {
    for (const Entry& entry : all) {
      if (entry.key == key) return &entry.value;
    }
    return nullptr;
  }
  if (!by_key_) {
    by_key_ = std::make_unique<std::vector<std::uint32_t>>(all.size());
    std::iota(by_key_->begin(), by_key_->end(), 0U);
    std::sort(by_key_->begin(), by_key_->end(),
              [&](std::uint32_t a, std::uint32_t b) { return all[a].key < all[b].key; });
  }
  const auto found =
      std::lower_bound(by_key_->begin(), by_key_->end(), key,
                       [&](std::uint32_t at, std::string_view wanted) { return all[at].key < wanted; });
  return found == by_key_->end() || all[*found].key != key ? nullptr : &all[*found].value;
}

void ConfigNode::set_text(std::string text, bool quoted) {
  text_ = std::move(text);
  quoted_ = quoted;
}

void ConfigNode::set_written(std::string written) {
  written_ = std::make_unique<std::string>(std::move(written));
}

void ConfigNode::append(ConfigNode item) {
  item.stands_in_ = false;
  items_->push_back(std::move(item));
  items_->back().parent_ = this;
}

void ConfigNode::insert(std::string key, int line, int column, ConfigNode value) {
  value.stands_in_ = false;
  by_key_.reset();
  entries_->push_back(Entry{std::move(key), line, column, std::move(value)});
  entries_->back().value.parent_ = this;
}

ConfigNode ConfigNode::stand_in() const {
  ConfigNode copy(kind_, file_, line_, column_, in_braces_);
  copy.parent_ = this;
  copy.stands_in_ = true;
  return copy;
}

ConfigNode ConfigNode::clone() const {
  ConfigNode copy = stand_in();
  copy.text_ = text_;
  if (written_) copy.written_ = std::make_unique<std::string>(*written_);
  copy.quoted_ = quoted_;
  for (const ConfigNode& item : items()) copy.append(item.clone());
  for (const Entry& entry : entries()) copy.insert(entry.key, entry.line, entry.column, entry.value.clone());
  return copy;
}

std::string ConfigNode::canonical() const {
  std::string all;
  switch (kind_) {
    case Kind::absent:
    case Kind::null:
      return "~";
    case Kind::scalar:
      return std::to_string(text_.size()) + ':' + text_ + (quoted_ ? "q" : "");
    case Kind::list:
      for (const ConfigNode& item : items()) all += item.canonical() + ',';
      return '[' + all + ']';
    case Kind::map:
      break;
  }
  std::vector<const Entry*> sorted;
  for (const Entry& entry : entries()) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(), [](const Entry* a, const Entry* b) { return a->key < b->key; });
  for (const Entry* entry : sorted) {
    all += std::to_string(entry->key.size()) + ':' + entry->key + '=' + entry->value.canonical() + ',';
  }
  return '{' + all + '}';
}

std::size_t ConfigNode::count() const {
  std::size_t values = 1;
  for (const ConfigNode& item : items()) values += item.count();
  for (const Entry& entry : entries()) values += entry.value.count();
  return values;
}

std::size_t ConfigNode::bytes() const {
  std::size_t all = text_.size() + (written_ ? written_->size() : 0);
  for (const ConfigNode& item : items()) all += item.bytes();
  for (const Entry& entry : entries()) all += entry.key.size() + entry.value.bytes();
  return all;
}

const ConfigNode& node_at(const ConfigNode& root, std::initializer_list<std::string_view> keys) {
  const ConfigNode* node = &root;
  for (const std::string_view key : keys) {
    const ConfigNode* next = node->find(key);
    if (next == nullptr) return *node;
    node = next;
  }
  return *node;
}

Problem problem_at(const ConfigNode& node, std::string code, std::string rule, std::string example) {
  return Problem{std::move(code), node.place(),    node.path(),
                 node.shown(),    std::move(rule), std::move(example)};
}

Problem problem_at(const ConfigNode::Entry& entry, std::string code, std::string rule, std::string example) {
  return Problem{std::move(code),     entry.key_place(), entry.value.path(),
                 entry.value.shown(), std::move(rule),   std::move(example)};
}

Problem problem_with_value(const ConfigNode& node, std::string code, std::string rule,
                           const std::string& value) {
  Problem problem = problem_at(node, std::move(code), std::move(rule));
  if (value.empty()) return problem;
  const std::size_t dot = problem.path.rfind('.');
  const std::string key = dot == std::string::npos ? problem.path : problem.path.substr(dot + 1);
  problem.example = key.empty() || key.back() == ']' ? value : key + ": " + value;
  return problem;
}

Problem problem_with_repair(const ConfigNode& node, std::string code, std::string rule,
                            const std::string& repair, const std::string& example) {
  const bool repairs = !repair.empty() && !holds_credentials(repair);
  Problem problem = problem_with_value(node, std::move(code), std::move(rule), repairs ? repair : example);
  problem.repairs = repairs;
  return problem;
}

Problem problem_missing(const ConfigNode& map, std::string_view key, std::string code, std::string rule,
                        std::string example) {
  const std::string path = map.path();
  return Problem{
      std::move(code), map.place(),       path.empty() ? std::string(key) : path + "." + std::string(key), "",
      std::move(rule), std::move(example)};
}

std::string_view words(ConfigNode::Kind kind) {
  constexpr std::array<std::string_view, 5> kWords{"absent", "nothing", "a single value", "a list", "a map"};
  return kWords[static_cast<std::size_t>(kind)];
}

}  // namespace gatewarden::config
