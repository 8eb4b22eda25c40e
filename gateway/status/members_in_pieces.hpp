// A row's members as JSON, a piece at a time: long lists are left off and taken up again between two elements. The caller
// keeps the row until the last piece.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/status/json_text.hpp"
#include "gateway/status/pieces.hpp"
#include "gateway/status/reloader.hpp"

namespace gatewarden::status {

// For an object that has a member already.
class MembersInPieces {
 public:
  // True: those were the last.
  template <class Row>
  bool append(std::string& out, const Row& row) {
    out_ = &out;
    full_ = out.size() + kPieceBytes;
    member_ = 0;
    fields(*this, row);
    return member_ == done_;
  }
  template <class V>
  void operator()(std::string_view name, const V& value) {
    if (member_++ != done_ || is_full()) return;
    if (!begun_) {
      *out_ += ",\"";
      *out_ += name;
      *out_ += "\":";
    }
    begun_ = !rest(value);
    if (begun_) return;
    next_ = 0;
    ++done_;
  }

 private:
  bool is_full() const { return out_->size() >= full_; }
  // Each true when the value has ended.
  template <class V>
  bool rest(const V& value) {
    append_json(*out_, value);
    return true;
  }
  // Its fields, as snapshot_fields.hpp has them.
  template <class T>
  bool rest(const Some<T>& some) {
    return elements("{\"count\":" + std::to_string(some.count) + ",\"first\":[", some.first, "]}");
  }
  template <class T>
  bool rest(const std::vector<T>& list) {
    return elements("[", list, "]");
  }
  template <class T>
  bool elements(std::string_view begin, const std::vector<T>& list, std::string_view end) {
    if (!begun_) *out_ += begin;
    for (; next_ < list.size(); ++next_) {
      if (is_full()) return false;
      if (next_ > 0) *out_ += ',';
      append_json(*out_, list[next_]);
    }
    *out_ += end;
    return true;
  }

  std::string* out_ = nullptr;
  std::size_t full_ = 0;
  std::size_t member_ = 0, done_ = 0;  // of this piece's walk; of all pieces
  std::size_t next_ = 0;               // element of the member that was left off
  bool begun_ = false;                 // it was
};

}  // namespace gatewarden::status
