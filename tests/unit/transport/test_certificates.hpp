// A certificate authority made on the spot, and certificates of it, as PEM files in a directory of the test.
#pragma once

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <filesystem>
#include <memory>
#include <string>

namespace patchbay::test {

class TestCertificates {
 public:
  TestCertificates()
      : directory_(std::filesystem::path(testing::TempDir()) /
                   ("patchbay-tls-" + std::to_string(::getpid()) + "-" + std::to_string(++made_))) {
    std::filesystem::create_directories(directory_);
    ca_key_ = new_key();
    ca_ = sign(ca_key_, "Test CA", "CA:TRUE", {}, 3600);
    write(ca_.get(), nullptr, "ca.pem", "");
  }
  ~TestCertificates() { std::filesystem::remove_all(directory_); }
  TestCertificates(const TestCertificates&) = delete;
  TestCertificates& operator=(const TestCertificates&) = delete;

  // `names`: "DNS:localhost,IP:127.0.0.1". Files NAME.pem and NAME.key.
  void issue(const std::string& name, const std::string& names, long seconds = 3600) {
    const Key key = new_key();
    const Certificate certificate = sign(key, name, "CA:FALSE", names, seconds);
    write(certificate.get(), key.get(), name + ".pem", name + ".key");
  }
  [[nodiscard]] std::string file(const std::string& name) const { return (directory_ / name).string(); }

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
  };
  using Key = std::unique_ptr<EVP_PKEY, Free>;
  using Certificate = std::unique_ptr<X509, Free>;

  static Key new_key() { return Key(EVP_EC_gen("P-256")); }

  Certificate sign(const Key& key, const std::string& name, const char* constraints, const std::string& names, long seconds) {
    Certificate certificate(X509_new());
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial_);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -7200);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), seconds);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(ca_ ? ca_.get() : certificate.get()));
    extend(certificate.get(), NID_basic_constraints, constraints);
    if (!names.empty()) extend(certificate.get(), NID_subject_alt_name, names.c_str());
    X509_sign(certificate.get(), ca_key_.get(), EVP_sha256());
    return certificate;
  }
  static void extend(X509* certificate, int kind, const char* value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
    EXPECT_NE(extension, nullptr);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }
  void write(X509* certificate, EVP_PKEY* key, const std::string& certificate_file, const std::string& key_file) {
    std::FILE* out = std::fopen(file(certificate_file).c_str(), "w");
    PEM_write_X509(out, certificate);
    std::fclose(out);
    if (key == nullptr) return;
    out = std::fopen(file(key_file).c_str(), "w");
    PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(out);
  }

  static inline int made_ = 0;
  std::filesystem::path directory_;
  Key ca_key_;
  Certificate ca_;
  int serial_ = 0;
};

}  // namespace patchbay::test
