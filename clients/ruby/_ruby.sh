# Runs Ruby with rbvmomi from where install.sh unpacked them: bash _ruby.sh SCRIPT
root=$(cd "$(dirname "$0")/../.tools/rbvmomi" && pwd)
libraries=$(dirname "$root"/usr/lib/*/ruby)
native=$libraries/rubygems-integration/3.1.0
export LD_LIBRARY_PATH=$libraries:$root/lib/$(basename "$libraries")
RUBYLIB=$root/usr/lib/ruby/vendor_ruby:$root/usr/lib/ruby/3.1.0:$libraries/ruby/3.1.0
for each in "$root"/usr/share/rubygems-integration/all/gems/*/lib "$native"/gems/*/lib "$native"/extensions/*/3.1.0/*; do
  RUBYLIB=$RUBYLIB:$each
done
export RUBYLIB
exec "$root/usr/bin/ruby3.1" --disable-gems "$@"
