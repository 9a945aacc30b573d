// SPDX-License-Identifier: MIT
// Gives the compilation database an entry with the library's flags.
int main() {}
