#include "gateway/tls/certificate_words.hpp"

#include <arpa/inet.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <memory>

#include "gateway/base/text/printable.hpp"

namespace gatewarden {
namespace {

constexpr std::size_t kMaxNames = 4;
constexpr std::size_t kMaxNameBytes = 64;

std::string date(const ASN1_TIME* written) {
  std::tm parts{};
  std::array<char, 16> text{};
  if (ASN1_TIME_to_tm(written, &parts) != 1) return "?";
  std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts);
  return text.data();
}

std::string text_of_name(const ASN1_STRING* text, char first = '!') {
  const auto* bytes = reinterpret_cast<const char*>(ASN1_STRING_get0_data(text));
  const auto size = static_cast<std::size_t>(ASN1_STRING_length(text));
  return printable_ascii({bytes, size}, kMaxNameBytes, first);
}

std::string address(const ASN1_STRING* bytes) {
  const int length = ASN1_STRING_length(bytes);
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (length != 4 && length != 16) return "?";
  inet_ntop(length == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(bytes), text.data(), text.size());
  return text.data();
}

std::string common_name(const X509_NAME* name, char first = '!') {
  const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  return at < 0 ? "" : text_of_name(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)), first);
}

// A common name does not count (RFC 9525, 6.4.4).
std::string names(const X509* certificate) {
  using Names = std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)>;
  const Names found(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
      &GENERAL_NAMES_free);
  std::string text;
  std::size_t shown = 0;
  for (int i = 0; i < sk_GENERAL_NAME_num(found.get()) && shown < kMaxNames; ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(found.get(), i);
    if (name->type != GEN_DNS && name->type != GEN_IPADD) continue;
    text += (shown++ == 0 ? "" : ", ") +
            (name->type == GEN_DNS ? text_of_name(name->d.dNSName) : address(name->d.iPAddress));
  }
  if (shown > 0) return text;
  const std::string common = common_name(X509_get_subject_name(certificate));
  if (common.empty()) return "nobody";
  return "nobody: the common name " + common + " does not count without alternative names";
}

}  // namespace

std::string words_of_refusal(int reason, const X509* certificate) {
  std::string words = X509_verify_cert_error_string(reason);
  if (!certificate) return words;
  switch (reason) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return words + " (on " + date(X509_get0_notAfter(certificate)) + ")";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return words + " (only from " + date(X509_get0_notBefore(certificate)) + ")";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return words + " (it is for " + names(certificate) + ")";
    default:
      return words;
  }
}

std::string words_of_certificate(const X509* certificate) {
  if (!certificate) return "it shows no certificate";
  const std::string issuer = common_name(X509_get_issuer_name(certificate), ' ');
  return "its certificate is for " + names(certificate) + ", valid until " +
         date(X509_get0_notAfter(certificate)) + ", issued by " +
         (issuer.empty() ? "an authority without a common name" : issuer);
}

std::string date_text(WallTime time) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(time));
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text;
}

std::string remedy_of_refusal(long reason) {
  switch (reason) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "; have a new one issued for it";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "; is the clock of this machine right?";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "; if that is who is meant, name it with `server_name`";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return "; give the authority that signed it as `ca`";
    default:
      return "";
  }
}

}  // namespace gatewarden
