// What a proxy class is made to derive from: it keeps every answer as it came, and writes beside it what the serializer
// made of it. Whoever reads both sees what was lost.
//
//     FOLDER/calls.json   a line for each call: {"method": NAME, "answer": FILE, "value": …} or, for a fault,
//                         {"method": NAME, "answer": FILE, "element": NAME, "fault": …}
//     FOLDER/1.xml …      the answers
using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Text;
using System.Web.Services.Protocols;
using System.Xml;

namespace Vim25Api {
    public class Recording : SoapHttpClientProtocol {
        public static string Folder;
        static int count;
        byte[] answer;
        byte[] made;

        protected new object[] Invoke(string method, object[] arguments) {
            try {
                var results = base.Invoke(method, arguments);
                Note(method, "value", results.Length > 0 ? results[0] : null);
                return results;
            } catch (SoapException error) {
                throw new Refusal(method, error, Fault(method, error));
            }
        }

        // The serializer reads a fault as it does where an answer holds one: in the place of a property's value.
        MethodFault Fault(string method, SoapException error) {
            var detail = error.Detail == null ? null : error.Detail.FirstChild as XmlElement;
            if (detail == null) throw new Exception(method + ": a fault without detail: " + error.Message);
            var type = detail.GetAttribute("type", "http://www.w3.org/2001/XMLSchema-instance");
            var kept = answer;
            made = Encoding.UTF8.GetBytes(
                "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' " +
                "xmlns:xsd='http://www.w3.org/2001/XMLSchema'><e:Body><RetrievePropertiesResponse xmlns='urn:vim25'><returnval>" +
                "<obj type='Task'>none</obj><propSet><name>error</name><val xsi:type='LocalizedMethodFault'><fault xsi:type='" + type + "'>" +
                detail.InnerXml + "</fault></val></propSet></returnval></RetrievePropertiesResponse></e:Body></e:Envelope>");
            var read = (ObjectContent[])base.Invoke("RetrieveProperties", new object[] { null, null })[0];
            answer = kept;
            var fault = ((LocalizedMethodFault)read[0].propSet[0].val).fault;
            Note(method, "element\":\"" + detail.LocalName + "\",\"fault", fault);
            return fault;
        }

        void Note(string method, string kind, object value) {
            if (Folder == null) return;
            count++;
            File.WriteAllBytes(Path.Combine(Folder, count + ".xml"), answer);
            using (var lines = new StreamWriter(Path.Combine(Folder, "calls.json"), true, new UTF8Encoding(false))) {
                lines.Write("{\"method\":\"" + method + "\",\"answer\":\"" + count + ".xml\",\"" + kind + "\":");
                Json.Write(lines, value);
                lines.WriteLine("}");
            }
        }

        protected override WebRequest GetWebRequest(Uri address) {
            return made == null ? base.GetWebRequest(address) : new Nowhere();
        }

        protected override WebResponse GetWebResponse(WebRequest request) {
            if (made != null) {
                var answered = new Kept(made, "text/xml");
                made = null;
                return answered;
            }
            using (var response = base.GetWebResponse(request))
            using (var stream = response.GetResponseStream())
            using (var bytes = new MemoryStream()) {
                stream.CopyTo(bytes);
                answer = bytes.ToArray();
                return new Kept(answer, response.ContentType);
            }
        }

        class Kept : WebResponse {
            readonly byte[] bytes;
            readonly string type;
            public Kept(byte[] bytes, string type) { this.bytes = bytes; this.type = type; }
            public override string ContentType { get { return type; } set { } }
            public override long ContentLength { get { return bytes.Length; } set { } }
            public override WebHeaderCollection Headers { get { return new WebHeaderCollection(); } }
            public override Stream GetResponseStream() { return new MemoryStream(bytes); }
            public override void Close() { }
        }

        class Nowhere : WebRequest {
            readonly WebHeaderCollection headers = new WebHeaderCollection();
            public override string Method { get; set; }
            public override string ContentType { get; set; }
            public override long ContentLength { get; set; }
            public override int Timeout { get; set; }
            public override ICredentials Credentials { get; set; }
            public override bool PreAuthenticate { get; set; }
            public override string ConnectionGroupName { get; set; }
            public override WebHeaderCollection Headers { get { return headers; } set { } }
            public override Stream GetRequestStream() { return new MemoryStream(); }
        }
    }

    // A fault, with its type.
    public class Refusal : Exception {
        public readonly MethodFault Fault;
        public Refusal(string method, SoapException error, MethodFault fault) : base(method + ": " + fault.GetType().Name + ": " + error.Message) { Fault = fault; }
    }
}
