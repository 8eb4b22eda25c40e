// The path of a finding, grown and shrunk while a document is walked.
#pragma once

#include <string>
#include <string_view>

#include "gateway/judge/report_judge.hpp"

namespace gatewarden {

class ReportJudge::Inside {
 public:
  Inside(std::string& path, std::string_view key) : path_(path), before_(path.size()) {
    constexpr std::size_t kLongestKey = 128;  // foreign keys may be of any length
    if (!path.empty()) path += '.';
    path += key.substr(0, kLongestKey);
  }
  Inside(std::string& path, std::size_t index) : path_(path), before_(path.size()) {
    path += '[' + std::to_string(index) + ']';
  }
  ~Inside() { path_.resize(before_); }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  std::string& path_;
  std::size_t before_;
};

}  // namespace gatewarden
