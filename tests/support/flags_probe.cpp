// SPDX-License-Identifier: MIT
// Exists so that the compilation database has an entry with the library's flags.
int main() {}
