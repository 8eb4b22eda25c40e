#include "gateway/base/text/json_texts.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace gatewarden {
namespace {

class TextsAt final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit TextsAt(std::initializer_list<std::string_view> places) : places_(places), texts_(places.size()) {}

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(std::int64_t) override { return true; }
  bool number_unsigned(std::uint64_t) override { return true; }
  bool number_float(double, const std::string&) override { return true; }
  bool binary(nlohmann::json::binary_t&) override { return false; }  // JSON has none
  bool string(std::string& text) override {
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (is_at(places_[i])) texts_[i] = text;
    }
    return true;
  }
  bool start_object(std::size_t) override {
    is_object_ = is_object_ || names_.empty();
    return enter();
  }
  bool start_array(std::size_t) override { return enter(); }
  bool key(std::string& name) override {
    names_.back() = std::move(name);
    return true;
  }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override {
    return false;
  }

  bool is_object() const { return is_object_; }
  std::vector<std::string> take() { return std::move(texts_); }

 private:
  bool enter() {
    names_.emplace_back();
    return names_.size() <= kMaxJsonLevels;
  }
  bool leave() {
    names_.pop_back();
    return true;
  }
  // Members of a list have no name, and so no place.
  bool is_at(std::string_view place) const {
    for (const std::string& each : names_) {
      const std::string_view name = place.substr(0, place.find('.'));
      if (name.empty() || each != name) return false;
      place.remove_prefix(std::min(name.size() + 1, place.size()));
    }
    return place.empty() && !names_.empty();
  }

  std::vector<std::string_view> places_;
  std::vector<std::string> texts_;
  std::vector<std::string> names_;  // of the members around, the outermost first
  bool is_object_ = false;
};

}  // namespace

std::optional<std::vector<std::string>> texts_at(std::string_view document,
                                                 std::initializer_list<std::string_view> places) {
  TextsAt found(places);
  if (!nlohmann::json::sax_parse(document, &found) || !found.is_object()) return std::nullopt;
  return found.take();
}

}  // namespace gatewarden
